/**
 * What the road costs when no model thinks. The driver ({@link
 * io.streamlation.bench.road.RoadBench}) paces synthetic channels onto topic {@code audio} and
 * notes when each utterance's last needed frame went out and when the final translation of it came
 * back. The job ({@link io.streamlation.bench.road.RoadJob}) runs in a JVM of its own: the
 * product's composition with scripted models, or the bare hop to compare with.
 *
 * <p>Both see the same frames, use the same doors, settings and checkpoints, and are asked for a
 * record at the same frames; so what differs is our rooms.
 */
package io.streamlation.bench.road;

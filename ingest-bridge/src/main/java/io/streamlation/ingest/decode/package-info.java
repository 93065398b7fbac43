/**
 * Bytes of the stream in, samples out, by an {@code ffmpeg} child that holds no secret and can be
 * killed at any time. The JVM itself loads no native decoder.
 *
 * <p>Enters: segments, whole and in order. Leaves: stretches of 16 kHz mono sound, each with its
 * place in the source, and gaps. Remembered: the run under way (one child, one continuous stretch
 * of the source) and what was lost since the last sample.
 */
package io.streamlation.ingest.decode;

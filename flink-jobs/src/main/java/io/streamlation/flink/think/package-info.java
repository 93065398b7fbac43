/**
 * How a model is asked without making anybody wait: one keyed operator for every thinking room.
 *
 * <p>Enters: a room's input. Leaves: the room's output. Remembered: whatever the room's {@link
 * io.streamlation.flink.think.Thinker} wants remembered; what a question was made of stays in state
 * until its answer has been applied, so a checkpoint waits for nobody and a restore simply asks
 * again. What is in flight is never state.
 *
 * <p>{@link io.streamlation.flink.think.ThinkPool} stands once per JVM before each model and
 * batches questions of all sessions.
 */
package io.streamlation.flink.think;

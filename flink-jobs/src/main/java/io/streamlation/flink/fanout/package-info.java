/**
 * Each caption is sent to the languages that its session's plan wants.
 *
 * <p>Enters: captions; plans, in the same stream. Leaves: {@code TargetedCaption}, one per caption
 * and target, and frontiers and the end of the epoch to every target of it. Remembered: the plans
 * that captions to come may still have started under; captions that came before their plan; the
 * epoch's targets and sums.
 *
 * <p>With a final goes whether and by whom it is to be spoken. An utterance keeps the plan it
 * started under, so a replay sees the same targets.
 */
package io.streamlation.flink.fanout;

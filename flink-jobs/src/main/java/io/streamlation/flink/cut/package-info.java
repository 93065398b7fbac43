/**
 * Frames become utterances.
 *
 * <p>Enters: {@code AudioFrame}, per session in Kafka's order. Leaves: {@code SpeechChunk}: the
 * parts of utterances, how far they reach (behind each, before each, and once a second of quiet),
 * and the end of each epoch. Remembered: the sound that is not yet decided (pre-roll, trailing
 * pause, at most a few seconds), the detector's state, the epoch's sums, and, for a while after its
 * end, its number, as a fence against late frames.
 *
 * <p>Borders come from sound alone. Speech, silence and gaps tile the epoch: each sample leaves as
 * part of one utterance or is counted once as silence.
 */
package io.streamlation.flink.cut;

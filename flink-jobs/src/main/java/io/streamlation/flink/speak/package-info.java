/**
 * Finals become sound, language by language.
 *
 * <p>Enters: {@code TranslatedCaption}: finals whose plan wants them spoken, ends of epochs.
 * Leaves: for every one exactly one {@code SpokenSegment}: a clip, or {@code skipped{reason}}, in
 * order. Remembered, per session and target: the lines that wait, the epoch's sums.
 *
 * <p>A clip is as long as the voice needs; nothing is fitted into its caption's time yet.
 */
package io.streamlation.flink.speak;

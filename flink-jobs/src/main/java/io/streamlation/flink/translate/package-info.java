/**
 * Captions become translations, language by language.
 *
 * <p>Enters: {@code TargetedCaption}. Leaves: {@code TranslatedCaption}: drafts of what is stable
 * in partial captions, and for every final exactly one translation or {@code untranslated{reason}},
 * in order; with finals goes how they are to be spoken, and finals in the target's own language
 * pass as they are. Remembered, per session and target: the finals that wait, the newest draft, the
 * drafts that are on the screen, the sentence before, the epoch's sums.
 */
package io.streamlation.flink.translate;

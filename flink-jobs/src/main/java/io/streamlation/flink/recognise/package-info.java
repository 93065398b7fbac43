/**
 * Utterances become hypotheses: what a model heard in them.
 *
 * <p>Enters: {@code SpeechChunk}. Leaves: {@code Hypothesis}: partial ones of the utterance that is
 * still being spoken, and exactly one final per utterance, in order. Remembered: the sound of every
 * utterance whose final has not been applied, the text of the finals before, the voices of the
 * epoch, its sums.
 *
 * <p>A final depends on its sound and on earlier finals only. Partials are best effort: one at a
 * time, always of all the sound so far, none of sound that is old already.
 */
package io.streamlation.flink.recognise;

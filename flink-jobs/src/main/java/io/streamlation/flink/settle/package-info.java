/**
 * Hypotheses become captions.
 *
 * <p>Enters: {@code Hypothesis}. Leaves: {@code Caption}s with ids that are a function of where
 * their sound lies: partial ones, of which a prefix is stable once two successive hypotheses agreed
 * on it; final ones, written once; withdrawn ones, where a partial was shown and nothing came of
 * it. Remembered: the hypothesis before, the words agreed on, how many captions of the utterance
 * are on the screen, who spoke last, the epoch's sums.
 */
package io.streamlation.flink.settle;

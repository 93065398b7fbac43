package io.streamlation.flink.recognise;

import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.Utterance;

/**
 * What is asked about an utterance.
 *
 * @param endSample end of the sound that is asked about, since the epoch began
 * @param lag of that sound
 * @param hurried it has waited so long that a smaller tier may answer
 * @param voice what its voice sounds like is asked too
 */
public record RecogniseQuestion(
    Utterance utterance,
    long endSample,
    LagTrace lag,
    RecognitionRequest request,
    boolean hurried,
    boolean voice) {
  boolean isFinal() {
    return request.purpose() == RecognitionRequest.Purpose.FINAL;
  }
}

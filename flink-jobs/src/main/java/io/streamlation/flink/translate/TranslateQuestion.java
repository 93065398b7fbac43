package io.streamlation.flink.translate;

import io.streamlation.contracts.v1.Caption;

/** What is asked about a caption. */
public record TranslateQuestion(Caption caption, TranslationRequest request) {
  boolean isFinal() {
    return request.purpose() == TranslationRequest.Purpose.FINAL;
  }
}

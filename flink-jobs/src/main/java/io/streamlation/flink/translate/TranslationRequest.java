package io.streamlation.flink.translate;

import java.util.Objects;

/**
 * @param context the sentence before, in the source language, or empty
 */
public record TranslationRequest(
    String text, String sourceLanguage, String targetLanguage, String context, Purpose purpose) {

  public TranslationRequest {
    Objects.requireNonNull(text);
    Objects.requireNonNull(sourceLanguage);
    Objects.requireNonNull(targetLanguage);
    Objects.requireNonNull(context);
    Objects.requireNonNull(purpose);
  }

  public enum Purpose {
    DRAFT,
    FINAL
  }
}

package io.streamlation.flink.translate;

/** What came of one request. */
public sealed interface TranslationOutcome {

  /**
   * @param score mean log-probability of a target token
   */
  record Translated(String text, float score) implements TranslationOutcome {}

  record Failed(Reason reason, String detail) implements TranslationOutcome {
    public enum Reason {
      NO_MODEL,
      MODEL,
      DEADLINE,
      GUARD
    }
  }
}

package io.streamlation.flink.speak;

import java.util.Objects;

/**
 * @param language BCP-47 of the text
 * @param voice a voice's name; empty = the best there is for the language
 */
public record SynthesisRequest(String text, String language, String voice) {
  public SynthesisRequest {
    Objects.requireNonNull(text);
    Objects.requireNonNull(language);
    Objects.requireNonNull(voice);
  }
}

package io.streamlation.flink.speak;

import io.streamlation.contracts.v1.Translation;

/** What is asked about a line. */
public record SpeakQuestion(Translation line, SynthesisRequest request) {}

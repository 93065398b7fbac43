package io.streamlation.bulletin.score;

/** The final translation of a caption as a client received it. */
public record HeardTranslation(String captionId, String language, String text) {}

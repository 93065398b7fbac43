package io.streamlation.bulletin.script;

/** One sentence in both languages: lower case but for names, numbers as words, no punctuation. */
public record SentencePair(String english, String spanish) {}

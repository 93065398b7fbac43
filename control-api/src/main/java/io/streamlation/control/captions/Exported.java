package io.streamlation.control.captions;

/**
 * What a file is of.
 *
 * @param language as asked for; empty = as spoken
 * @param spokenLanguage what the session says of itself; empty = it does not
 */
record Exported(String sessionId, String language, String spokenLanguage) {
  /** What a cue's text is in unless it says otherwise. */
  String usualLanguage() {
    return language.isEmpty() ? spokenLanguage : language;
  }
}

package io.streamlation.infra.doctor;

/**
 * One thing looked at.
 *
 * @param advice what to do; empty when nothing is to be done
 */
public record Finding(String subject, Verdict verdict, String found, String advice) {
  /** How it is. */
  public enum Verdict {
    GOOD,
    /** Not needed, or worth knowing. */
    NOTE,
    MISSING
  }

  static Finding good(String subject, String found) {
    return new Finding(subject, Verdict.GOOD, found, "");
  }

  static Finding note(String subject, String found, String advice) {
    return new Finding(subject, Verdict.NOTE, found, advice);
  }

  static Finding missing(String subject, String found, String advice) {
    return new Finding(subject, Verdict.MISSING, found, advice);
  }
}

package io.streamlation.ingest.source;

import io.streamlation.contracts.v1.SessionEvent.Party;

/** Why a source could not bring its next piece, in words an operator can act on. */
public final class SourceTrouble extends Exception {
  private static final long serialVersionUID = 1L;

  /** What asking again may bring. */
  public enum Hope {
    /** Worth asking again. */
    PASSING,
    /** The origin says that this piece is not there; a few more tries, then do without it. */
    PIECE_GONE,
    /** Asking again would not help. */
    NONE
  }

  private final String code;
  private final Hope hope;
  private final Party party;
  private final String action;

  /**
   * @param code stable and lower-case, for programs
   * @param message a whole sentence
   * @param action what to do, and who
   */
  public SourceTrouble(
      String code, Hope hope, Party party, String message, String action, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hope = hope;
    this.party = party;
    this.action = action;
  }

  public SourceTrouble(String code, Hope hope, Party party, String message, String action) {
    this(code, hope, party, message, action, null);
  }

  public String code() {
    return code;
  }

  public Hope hope() {
    return hope;
  }

  public Party party() {
    return party;
  }

  public String action() {
    return action;
  }
}

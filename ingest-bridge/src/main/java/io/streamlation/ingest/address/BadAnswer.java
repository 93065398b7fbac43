package io.streamlation.ingest.address;

import java.io.IOException;

/** The origin answered, but not with what was asked for. */
public final class BadAnswer extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  BadAnswer(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status; 200 or 206 where the body was at fault. */
  public int status() {
    return status;
  }
}

package io.streamlation.bulletin;

/** The channel cannot go on; the message says what is missing and who can supply it. */
public final class BulletinException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BulletinException(String message) {
    super(message);
  }

  public BulletinException(String message, Throwable cause) {
    super(message, cause);
  }
}

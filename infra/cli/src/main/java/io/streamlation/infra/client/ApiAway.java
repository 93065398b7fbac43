package io.streamlation.infra.client;

/** control-api does not answer. */
public final class ApiAway extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ApiAway(String message, Throwable cause) {
    super(message, cause);
  }

  public ApiAway(String message) {
    super(message);
  }
}

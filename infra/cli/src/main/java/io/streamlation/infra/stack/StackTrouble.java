package io.streamlation.infra.stack;

/** The stack cannot be started; the message says why and who must do what. */
public final class StackTrouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackTrouble(String message) {
    super(message);
  }

  public StackTrouble(String message, Throwable cause) {
    super(message, cause);
  }
}

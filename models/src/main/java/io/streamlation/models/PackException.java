package io.streamlation.models;

import java.util.List;

/** A pack that cannot be used. The complaints say which file, what was expected, what was found. */
public final class PackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> complaints;

  public PackException(String what, List<String> complaints) {
    super(what + ":\n  " + String.join("\n  ", complaints));
    this.complaints = List.copyOf(complaints);
  }

  public PackException(String what, Exception cause) {
    super(what + ": " + cause.getMessage(), cause);
    this.complaints = List.of();
  }

  public List<String> complaints() {
    return complaints == null ? List.of() : complaints;
  }
}

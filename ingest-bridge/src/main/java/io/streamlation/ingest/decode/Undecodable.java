package io.streamlation.ingest.decode;

/** These bytes hold no audio that is known here. The message says what was seen. */
public class Undecodable extends Exception {
  private static final long serialVersionUID = 1L;

  public Undecodable(String message) {
    super(message);
  }
}

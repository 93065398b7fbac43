package io.streamlation.ingest.decode;

/** The child ended, or had to be ended, in the middle of a run. Nothing that left it is lost. */
public final class DecoderDied extends Exception {
  private static final long serialVersionUID = 1L;

  DecoderDied(String message) {
    super(message);
  }

  /**
   * @param lastWords what the child last complained about; may be empty
   */
  public static DecoderDied because(String what, String lastWords) {
    return new DecoderDied(lastWords.isEmpty() ? what : what + ": " + lastWords);
  }
}

package io.streamlation.ingest.assign;

/** Bytes as a record of sessions. */
public final class PlanFuzz {
  private PlanFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (PlanReader.read("s-17", data) instanceof PlanReader.Bad bad && bad.reason().isBlank()) {
      throw new AssertionError("refused without words");
    }
  }
}

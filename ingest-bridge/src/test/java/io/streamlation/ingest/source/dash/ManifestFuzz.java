package io.streamlation.ingest.source.dash;

/** Bytes as a DASH manifest. */
public final class ManifestFuzz {
  private ManifestFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      ManifestReader.read(data);
    } catch (ManifestReader.Unreadable e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("refused without words", e);
      }
    }
  }
}

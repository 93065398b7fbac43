package io.streamlation.flink.engine;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reference data that is not part of the project: {@code -Dstreamlation.reference.dir=FOLDER}. */
public final class ReferenceFolder {
  private static final String PROPERTY = "streamlation.reference.dir";

  private ReferenceFolder() {}

  /** Fails where it is not there: who asks for oracles wants them looked at. */
  public static Path file(String path) {
    String folder = System.getProperty(PROPERTY);
    if (folder == null) {
      throw new AssertionError("the oracles need -D" + PROPERTY + "=FOLDER, and it is not set");
    }
    Path file = Path.of(folder).resolve(path);
    if (!Files.exists(file)) {
      throw new AssertionError("the oracle " + file + " is not there (-D" + PROPERTY + ")");
    }
    return file;
  }
}

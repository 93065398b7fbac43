package io.streamlation.infra.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie in the data folder. */
public record RunFolder(Path data) {
  public Path kafka() {
    return data.resolve("kafka");
  }

  public Path postgres() {
    return data.resolve("postgres");
  }

  public Path checkpoints() {
    return data.resolve("checkpoints");
  }

  public Path logs() {
    return data.resolve("logs");
  }

  public Path run() {
    return data.resolve("run");
  }

  public Path demo() {
    return data.resolve("demo");
  }

  /** Where files lie that may be sources, when no other folder is set. */
  public Path media() {
    return data.resolve("media");
  }

  /** Picture and sound that were re-hosted, when no other folder is set. */
  public Path rehosted() {
    return data.resolve("rehost");
  }

  public Path ownerToken() {
    return data.resolve("owner-token");
  }

  /** Settings kept with the data, used when no other file is named. */
  public Path settings() {
    return data.resolve("streamlation.properties");
  }

  public Path stateFile() {
    return run().resolve("stack.json");
  }

  public Path lockFile() {
    return run().resolve("lock");
  }

  public Path log(String component) {
    return logs().resolve(component + ".log");
  }

  public void create() {
    try {
      for (Path folder : new Path[] {kafka(), postgres(), checkpoints(), logs(), run(), media()}) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the data folder " + data + " cannot be made", e);
    }
  }
}

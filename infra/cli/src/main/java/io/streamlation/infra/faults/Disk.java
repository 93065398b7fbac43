package io.streamlation.infra.faults;

import io.streamlation.infra.stack.ShortCommand;
import io.streamlation.infra.stack.StackTrouble;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A small disk of its own for the data folder, that can be full without harm to the machine's. */
final class Disk implements AutoCloseable {
  private static final int MIB = 1 << 20;
  private static final int SIZE_MIB = 900;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Path folder;
  private final Path ballast;

  private Disk(Path folder) {
    this.folder = folder;
    this.ballast = folder.resolve("ballast");
  }

  /**
   * Mounts it over a folder, in memory.
   *
   * @throws StackTrouble where that is not allowed; it says so
   */
  static Disk mountedAt(Path folder) {
    try {
      Files.createDirectories(folder);
      ShortCommand.must(
          LIMIT,
          "",
          List.of(
              "mount", "-t", "tmpfs", "-o", "size=" + SIZE_MIB + "m", "tmpfs", folder.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackTrouble("interrupted while a small disk was mounted", e);
    }
    return new Disk(folder);
  }

  void fill() throws IOException {
    byte[] zeros = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free > MIB) {
        throw full;
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() {
    try {
      ShortCommand.must(LIMIT, "", List.of("umount", "-l", folder.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.streamlation.infra.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Keeps what a process says: {@code x.log}, and when that is full {@code x.log.1} (newest) … {@code
 * x.log.N}. A file ends at a line's end.
 */
final class RotatingLog {
  private final Path file;
  private final long maxBytes;
  private final int keep;

  RotatingLog(Path file, long maxBytes, int keep) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.keep = keep;
  }

  /**
   * Reads until the stream ends, whether it can be kept or not: a process that nobody listens to
   * stands still once its pipe is full.
   *
   * @param complain told once of each time that nothing could be kept
   */
  void listenTo(InputStream in, Consumer<IOException> complain) throws IOException {
    byte[] lost = new byte[16 * 1024];
    boolean told = false;
    boolean over = false;
    while (!over) {
      try {
        copyFrom(in);
        over = true;
      } catch (IOException e) {
        if (!told) {
          complain.accept(e);
        }
        told = true;
        over = in.read(lost) < 0;
      }
    }
  }

  /** Copies until the stream ends. */
  void copyFrom(InputStream in) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    OutputStream out = open();
    try {
      long size = Files.size(file);
      int n;
      while ((n = in.read(buffer)) >= 0) {
        int lineEnd = size + n > maxBytes ? lastLineEnd(buffer, n) : -1;
        if (lineEnd < 0) {
          out.write(buffer, 0, n);
          size += n;
        } else {
          out.write(buffer, 0, lineEnd);
          out.close();
          shift();
          out = open();
          out.write(buffer, lineEnd, n - lineEnd);
          size = n - lineEnd;
        }
      }
    } finally {
      out.close();
    }
  }

  private static int lastLineEnd(byte[] buffer, int length) {
    for (int i = length; i > 0; i--) {
      if (buffer[i - 1] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void shift() throws IOException {
    Files.deleteIfExists(numbered(keep));
    for (int i = keep - 1; i >= 1; i--) {
      if (Files.exists(numbered(i))) {
        Files.move(numbered(i), numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path numbered(int i) {
    return file.resolveSibling(file.getFileName() + "." + i);
  }

  private OutputStream open() throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}

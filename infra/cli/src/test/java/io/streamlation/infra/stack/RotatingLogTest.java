package io.streamlation.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {
  @TempDir Path folder;

  @Test
  void losesNoLineWhileItRotates() throws IOException {
    List<String> lines = IntStream.range(0, 200).mapToObj(i -> "line " + i).toList();

    say(lines, 1_000, 9);

    List<String> kept = new ArrayList<>();
    for (int i = 9; i >= 1; i--) {
      Path old = folder.resolve("x.log." + i);
      if (Files.exists(old)) {
        assertThat(Files.size(old)).isLessThanOrEqualTo(1_000 + 37);
        kept.addAll(Files.readAllLines(old));
      }
    }
    kept.addAll(Files.readAllLines(folder.resolve("x.log")));
    assertThat(kept).isEqualTo(lines);
  }

  @Test
  void keepsOnlySoMany() throws IOException {
    say(IntStream.range(0, 1_000).mapToObj(i -> "line " + i).toList(), 500, 2);

    assertThat(folder.resolve("x.log.2")).exists();
    assertThat(folder.resolve("x.log.3")).doesNotExist();
  }

  @Test
  void listensOnWhenTheDiskIsFull() throws IOException {
    ByteArrayInputStream said = new ByteArrayInputStream(new byte[100_000]);
    List<IOException> complaints = new ArrayList<>();

    new RotatingLog(Path.of("/dev/full"), 1_000_000, 2).listenTo(said, complaints::add);

    assertThat(said.available()).isZero();
    assertThat(complaints).hasSize(1);
  }

  /** In pieces of 37 bytes, as a pipe may give them. */
  private void say(List<String> lines, long maxBytes, int keep) throws IOException {
    byte[] all = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    new RotatingLog(folder.resolve("x.log"), maxBytes, keep)
        .copyFrom(
            new ByteArrayInputStream(all) {
              @Override
              public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 37));
              }
            });
  }
}

package io.streamlation.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackSettingsTest {
  private static final Path ROOT = Path.of("/somewhere");

  @Test
  void movesEveryPortByTheOffset() {
    StackSettings moved = with(Map.of("port.offset", "1000", "kafka.port", "20000"));

    assertThat(moved.port(Port.KAFKA)).isEqualTo(21_000);
    assertThat(moved.port(Port.CONTROL)).isEqualTo(19_080);
    assertThat(moved.apiUrl()).isEqualTo("http://127.0.0.1:19080");
  }

  @Test
  void listsAllComplaintsTogether() {
    assertThatThrownBy(
            () ->
                with(
                    Map.of(
                        "kafka.port", "many",
                        "flink.heap.mb", "1",
                        "colour", "blue",
                        "allow.source", "http://x/")))
        .hasMessageContaining("kafka.port is \"many\"")
        .hasMessageContaining("flink.heap.mb")
        .hasMessageContaining("there is no setting \"colour\"")
        .hasMessageContaining("host:port");
  }

  @Test
  void refusesOnePortForTwo() {
    assertThatThrownBy(() -> with(Map.of("flink.port", "18080")))
        .hasMessageContaining("flink.port and control.port are both 18080");
  }

  @Test
  void theCommandLineWinsOverTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("my.properties");
    Files.writeString(file, "kafka.port=1\nflink.port=2\n");

    StackSettings settings =
        StackSettings.of(ROOT, ROOT, Optional.of(file), Map.of("kafka.port", "3"));

    assertThat(settings.port(Port.KAFKA)).isEqualTo(3);
    assertThat(settings.port(Port.FLINK)).isEqualTo(2);
  }

  /** The sample teaches every key, with the value that holds when nothing is said. */
  @Test
  void theSampleFileIsComplete() throws IOException {
    String sample = Files.readString(Path.of("../streamlation.properties"));
    Properties taught = new Properties();
    taught.load(new StringReader(sample));

    for (Port p : Port.values()) {
      assertThat(taught).containsEntry(p.setting(), String.valueOf(p.usual()));
    }
    StackSettings asTaught =
        StackSettings.of(ROOT, ROOT, Optional.of(Path.of("../streamlation.properties")), Map.of());
    for (StackSettings.Heap h : StackSettings.Heap.values()) {
      assertThat(taught).containsKey(h.setting());
      assertThat(asTaught.heapMb(h)).isEqualTo(with(Map.of()).heapMb(h));
    }
    assertThat(taught)
        .containsKeys("port.offset", "allow.source", "file.root", "log.max.mb", "log.keep");
  }

  private static StackSettings with(Map<String, String> settings) {
    return StackSettings.of(ROOT, ROOT.resolve(".streamlation"), Optional.empty(), settings);
  }
}

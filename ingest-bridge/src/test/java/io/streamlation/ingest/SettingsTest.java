package io.streamlation.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.ingest.address.HostPort;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final Path SAMPLE = Path.of("src/main/dist/ingest-bridge.properties");

  @Test
  void allComplaintsComeAtOnce() {
    assertThatThrownBy(
            () -> Settings.of("metrics.port=x", "retry.first=0s", "nonsense", "colour=blue"))
        .isInstanceOf(Settings.Refused.class)
        .hasMessageContainingAll("metrics.port", "retry.first", "nonsense", "colour");
  }

  @Test
  void anArgumentWinsOverTheFile(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("b.properties"), "metrics.port=1\nhttp.connect=7s\n");
    Settings settings = Settings.of("config=" + file, "metrics.port=2");
    assertThat(settings.metricsPort()).isEqualTo(2);
    assertThat(settings.httpConnect()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void theSampleFileHoldsTheDefaultsAndEveryKey() throws Exception {
    Settings taught = Settings.of("config=" + SAMPLE, "bridge.id=x");
    assertThat(taught).isEqualTo(Settings.of("bridge.id=x"));
    Properties sample = new Properties();
    try (Reader reader = Files.newBufferedReader(SAMPLE)) {
      sample.load(reader);
    }
    // bridge.id stands there as a comment: its default is random.
    assertThat(sample).hasSize(Settings.class.getRecordComponents().length - 1);
  }

  @Test
  void allowedSourcesAreExactPlaces() throws Exception {
    assertThat(Settings.of("allow.source=127.0.0.1:18090, [::1]:8080").allowedSources())
        .containsExactlyInAnyOrder(new HostPort("127.0.0.1", 18_090), new HostPort("::1", 8080));
    assertThatThrownBy(() -> Settings.of("allow.source=http://x/"))
        .hasMessageContaining("allow.source");
  }
}

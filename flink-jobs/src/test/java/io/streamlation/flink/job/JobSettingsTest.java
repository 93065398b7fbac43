package io.streamlation.flink.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.flink.cut.CutSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSettingsTest {
  private static final Path SAMPLE = Path.of("src", "main", "dist", "flink-jobs.properties");

  @TempDir Path folder;

  @Test
  void needsNothing() {
    JobSettings settings = JobSettings.of();
    assertThat(settings.kafkaBootstrap()).isEqualTo("127.0.0.1:19092");
    assertThat(settings.ports().dashboard()).isEqualTo(18081);
    assertThat(settings.rooms().cut()).isEqualTo(CutSettings.DEFAULT);
  }

  @Test
  void letsAnArgumentWinOverTheFile() throws Exception {
    Path file = folder.resolve("some.properties");
    Files.writeString(file, "parallelism=3\ncut.pause=700ms\n");
    JobSettings settings = JobSettings.of("config=" + file, "parallelism=4");
    assertThat(settings.parallelism()).isEqualTo(4);
    assertThat(settings.rooms().cut().pause()).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void tellsAllComplaintsTogether() {
    assertThatThrownBy(
            () ->
                JobSettings.of(
                    "parallelism=many",
                    "cut.pausse=1s",
                    "cut.dip=9s",
                    "engine.device=abacus",
                    "alone"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parallelism is \"many\" and must be a whole number")
        .hasMessageContaining("cut.pausse is not a setting")
        .hasMessageContaining("cut.pad <= cut.dip <= cut.pause must hold")
        .hasMessageContaining("engine.device is \"abacus\" and must be one of [auto, cpu]")
        .hasMessageContaining("\"alone\" is not key=value");
  }

  @Test
  void hasASampleThatTeachesEveryKeyAtItsDefault() throws Exception {
    JobSettings taught =
        JobSettings.of(
            "config=" + SAMPLE,
            // Depends on the machine; the sample shows them commented out.
            "engine.threads=" + JobSettings.of().engine().threads());
    assertThat(taught).isEqualTo(JobSettings.of());

    String sample = Files.readString(SAMPLE);
    String known = "";
    try {
      JobSettings.of("no.such.key=1");
    } catch (IllegalArgumentException e) {
      known = e.getMessage().replaceAll("(?s).*known are \\[(.*)]", "$1");
    }
    assertThat(known.split(", "))
        .hasSizeGreaterThan(30)
        .filteredOn(key -> !key.equals("config"))
        .allSatisfy(key -> assertThat(sample).containsPattern("(?m)^#? ?" + key + "="));
  }
}

package io.streamlation.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, a parser reads them or refuses them in words. */
class FuzzTest {
  private static final int ROUNDS = 2_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  static List<Targets.Target> targets() {
    return Targets.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void readsOrRefusesWhatIsNearlyRight(Targets.Target target) {
    target.seeds().forEach(target.parser());
    assertTimeoutPreemptively(LIMIT, () -> feed(target));
  }

  private static void feed(Targets.Target target) {
    Random random = new Random(20_261_123);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bad = mutated(target.seeds().get(round % target.seeds().size()), random);
      try {
        target.parser().accept(bad);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("with " + HexFormat.of().formatHex(bad), e);
      }
    }
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = Arrays.copyOf(seed, seed.length);
    for (int i = random.nextInt(8); i >= 0 && bytes.length > 1; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 3 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        default -> {
          int length = Math.min(random.nextInt(64), bytes.length - at);
          byte[] longer = new byte[bytes.length + length];
          System.arraycopy(bytes, 0, longer, 0, at + length);
          System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }

  /** Seconds for each target in {@code fuzz.seconds}; what it finds stays in target/fuzz. */
  @Tag("fuzz")
  @ParameterizedTest
  @MethodSource("targets")
  void readsOrRefusesWhateverJazzerThinksOf(Targets.Target target) throws Exception {
    long seconds = Long.getLong("fuzz.seconds", 60);
    Path folder = Path.of("target", "fuzz", target.toString()).toAbsolutePath();
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    for (int i = 0; i < target.seeds().size(); i++) {
      Files.write(corpus.resolve("seed-" + i), target.seeds().get(i));
    }
    Path log = folder.resolve("jazzer.log");
    Process jazzer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx600m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.owner().getName(),
                "--instrumentation_includes=io.streamlation.ingest.**:io.lindstrom.**",
                "--reproducer_path=" + folder,
                "-max_total_time=" + seconds,
                "-timeout=10",
                "-rss_limit_mb=1500",
                "-artifact_prefix=" + folder + "/",
                corpus.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(jazzer.waitFor(seconds + 120, TimeUnit.SECONDS)).as("Jazzer ends").isTrue();
      assertThat(jazzer.exitValue()).as("%s", said(log)).isZero();
    } finally {
      jazzer.destroyForcibly();
    }
  }

  private static String said(Path log) throws IOException {
    String all = Files.readString(log, StandardCharsets.ISO_8859_1);
    int found = Math.max(0, all.indexOf("== Java Exception"));
    return all.substring(found, Math.min(all.length(), found + 4_000));
  }
}

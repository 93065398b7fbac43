package io.streamlation.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.ingest.support.Decoded;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An hour of a beep every ten seconds, decoded in one run: the last beep lies where the first one
 * does, to the sample. A resampler that rounds its ratio, or frames counted by rounded stamps,
 * would be off by then.
 */
@Tag("ingest")
class CreepTest {
  private static final int SECONDS = 3_610;
  private static final int BEEP_EVERY_SAMPLES = 10 * 16_000;
  private static final int THRESHOLD = 8_000;

  @ParameterizedTest
  @CsvSource({"ts, 44100", "m4s, 44100", "m4s, 11025", "ts, 48000"})
  void anHourLaterABeepIsWhereItShouldBe(String extension, int rateHz, @TempDir Path folder)
      throws Exception {
    Studio.Recording recording =
        Studio.drawn(
            folder,
            extension,
            "aac",
            rateHz,
            "mono",
            "0.8*sin(2*PI*1000*t)*lt(mod(t\\,10)\\,0.05)",
            SECONDS);
    Decoded heard = Decoded.of(recording, recording.segments().size());
    int first = onsetNear(heard.samples(), BEEP_EVERY_SAMPLES);
    int last = onsetNear(heard.samples(), 360 * BEEP_EVERY_SAMPLES);
    int creep = last - first - 359 * BEEP_EVERY_SAMPLES;
    System.out.printf(
        "%s at %d Hz: creep in 3,590 s: %d samples of 16 kHz%n", extension, rateHz, creep);
    assertThat(creep).isBetween(-1, 1);
  }

  private static int onsetNear(short[] samples, int expected) {
    for (int i = expected - 3_200; i < expected + 3_200; i++) {
      if (Math.abs(samples[i]) > THRESHOLD) {
        return i;
      }
    }
    throw new AssertionError("no beep near sample " + expected);
  }
}

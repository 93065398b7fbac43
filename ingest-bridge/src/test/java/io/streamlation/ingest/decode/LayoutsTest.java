package io.streamlation.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.ingest.support.Decoded;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the rate and however many channels: one channel at 16 kHz, as long and as high. */
class LayoutsTest {
  private static final String TONE = "0.5*sin(2*PI*1000*t)";
  private static final int SECONDS = 3;

  @ParameterizedTest
  @CsvSource({
    "ts, aac, 8000, mono, 1",
    "ts, libmp3lame, 8000, mono, 1",
    "ts, aac, 11025, stereo, 2",
    "m4s, aac, 22050, mono, 1",
    "ts, libmp3lame, 32000, stereo, 2",
    "ts, mp2, 44100, stereo, 2",
    "ts, ac3, 48000, 5.1, 6",
    "ts, eac3, 48000, 5.1, 6",
    "m4s, aac, 48000, 5.1, 6",
    "ts, aac, 88200, stereo, 2",
    "ts, aac, 96000, 5.1, 6",
    "m4s, aac, 96000, 5.1, 6",
  })
  void comesOutAsOneChannel(
      String extension, String codec, int rateHz, String layout, int channels, @TempDir Path folder)
      throws Exception {
    // In surround sound speech is in the centre alone, and the centre must be heard.
    String formulas =
        channels == 6 ? "0|0|" + TONE + "|0|0|0" : String.join("|", repeated(channels));
    Decoded heard =
        Decoded.of(Studio.drawn(folder, extension, codec, rateHz, layout, formulas, SECONDS), 1);
    double blockSeconds = 1536.0 / rateHz;
    assertThat(heard.seconds()).isCloseTo(SECONDS, offset(3 * blockSeconds));
    assertThat(heard.pitchHz()).isCloseTo(1_000, offset(3.0));
    assertThat(heard.levelDbfs()).isBetween(-24.0, -6.0);
  }

  private static String[] repeated(int channels) {
    String[] formulas = new String[channels];
    java.util.Arrays.fill(formulas, TONE);
    return formulas;
  }
}

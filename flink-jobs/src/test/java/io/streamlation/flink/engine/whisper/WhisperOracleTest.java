package io.streamlation.flink.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.engine.GoldenIds;
import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.Npy;
import io.streamlation.flink.engine.ReferenceFolder;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Equality with openai/whisper's own code. */
@Tag("oracle")
class WhisperOracleTest {
  private static final int THIRTY_SECONDS = 480_000;

  @ParameterizedTest
  @CsvSource({"80, ''", "128, ''", "80, _pad30s", "128, _pad30s"})
  void logMelOfARecording(int mels, String padding) throws IOException {
    float[] pcm = Npy.floats(ReferenceFolder.file("oracles/jfk_flac_pcm_f32.npy"));
    float[] sound = padding.isEmpty() ? pcm : Arrays.copyOf(pcm, THIRTY_SECONDS);
    float[] oracle =
        Npy.floats(
            ReferenceFolder.file("oracles/jfk_flac_logmel%d%s.npy".formatted(mels, padding)));

    float[] picture = new LogMel(16_000, 400, 160, mels).of(sound);

    assertThat(picture).hasSameSizeAs(oracle);
    float worst = 0;
    for (int i = 0; i < oracle.length; i++) {
      worst = Math.max(worst, Math.abs(picture[i] - oracle[i]));
    }
    System.out.printf("log-mel %d%s: differs by %.2e at most%n", mels, padding, worst);
    assertThat(worst).isLessThanOrEqualTo(1e-4f);
  }

  @Test
  void idsAndRoundTripsOfTheMultilingualVocabulary() throws IOException {
    NewsTiny.runtime();
    try (WhisperTokenizer tokenizer =
        WhisperTokenizer.open(ReferenceFolder.file("tokenizers/whisper-tiny/tokenizer.json"))) {
      for (GoldenIds gold :
          GoldenIds.read(ReferenceFolder.file("oracles/whisper_multilingual_bpe_gold.json"))) {
        assertThat(tokenizer.encode(gold.text())).as(gold.text()).isEqualTo(gold.ids());
        assertThat(tokenizer.decode(gold.ids())).isEqualTo(gold.text());
      }
    }
  }
}

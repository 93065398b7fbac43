package io.streamlation.flink.engine.marian;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.engine.GoldenIds;
import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.ReferenceFolder;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Equality with SentencePiece's own code on a public OPUS-MT vocabulary. */
@Tag("oracle")
class MarianOracleTest {
  @Test
  void idsOfAPublicVocabulary() throws IOException {
    NewsTiny.runtime();
    try (MarianTokenizer tokenizer =
        MarianTokenizer.open(ReferenceFolder.file("tokenizers/opus-mt-en-mg"), 0)) {
      for (GoldenIds gold :
          GoldenIds.read(ReferenceFolder.file("oracles/opus_en_mg_source_spm_gold.json"))) {
        assertThat(tokenizer.encode(gold.text())).as(gold.text()).isEqualTo(gold.ids());
      }
    }
  }
}

package io.streamlation.flink.engine.piper;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.SpeechSynthesiserContract;
import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.speak.SynthesisOutcome.Spoken;
import io.streamlation.flink.speak.SynthesisRequest;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PiperSynthesiserTest extends SpeechSynthesiserContract {
  private static final PackManifest PACK =
      new PackStore(NewsTiny.PACKS).find("piper-unit-voice").orElseThrow();

  private static PiperSynthesiser piper;

  @BeforeAll
  static void open() {
    piper = PiperSynthesiser.open(PACK, NewsTiny.runtime());
  }

  @AfterAll
  static void close() {
    piper.close();
  }

  @Override
  protected SpeechSynthesiser synthesiser() {
    return piper;
  }

  @Override
  protected SpeechSynthesiser openAnother() {
    return PiperSynthesiser.open(PACK, NewsTiny.runtime());
  }

  @Override
  protected String voice() {
    return "piper-unit-voice/unit_m";
  }

  @Test
  void speakersAreToldApartAndTheFirstIsTaken() {
    Spoken he = say("good evening");
    Spoken she =
        (Spoken) synthesise(new SynthesisRequest("good evening", "en", "piper-unit-voice/unit_f"));

    assertThat(she.pcm()).isNotEqualTo(he.pcm());
    assertThat(she.voice()).isEqualTo("piper-unit-voice/unit_f");
    assertThat(((Spoken) synthesise(new SynthesisRequest("good evening", "en", ""))).pcm())
        .isEqualTo(he.pcm());
  }

  @Test
  void asksInTheOrderThatVoicesWereTrainedOn() {
    Map<String, List<Long>> known =
        Map.of(
            "_",
            List.of(0L),
            "^",
            List.of(1L),
            "$",
            List.of(2L),
            "a",
            List.of(9L),
            ".",
            List.of(5L));

    assertThat(Phonemes.ids("aXa.", known)).containsExactly(1, 0, 9, 0, 9, 0, 5, 0, 2);
  }

  @Test
  void clausesArePutTogetherAgainWithTheirLastMark() {
    assertThat(Phonemes.symbols(" ˈuno\ntɾˈes(en)wˈɒn(es)\n", "uno. tres one?"))
        .isEqualTo("ˈuno, tɾˈeswˈɒn?");
    assertThat(Phonemes.symbols("ˈuno", "uno")).isEqualTo("ˈuno.");
    assertThat(Phonemes.symbols("niɲõ", ""))
        .as("as Piper takes letters apart")
        .isEqualTo("niɲo\u0303.");
  }
}

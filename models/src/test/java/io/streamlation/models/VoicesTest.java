package io.streamlation.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class VoicesTest {
  private final Voices voices = Voices.of(new PackStore(Path.of("packs")).list());

  @Test
  void theProgramOfTheMachineSpeaksWhatNoPackDoes() {
    assertThat(voices.choose("es", "").orElseThrow().name()).isEqualTo("espeak-ng");
    assertThat(voices.choose("es-MX", "").orElseThrow().name()).isEqualTo("espeak-ng");
  }

  @Test
  void aVoiceThatIsOnlyForTheCodePathComesLast() {
    assertThat(names("en"))
        .containsExactly("espeak-ng", "piper-unit-voice/unit_m", "piper-unit-voice/unit_f");
  }

  @Test
  void aSpeakerIsChosenByName() {
    Voices.Voice voice = voices.choose("en", "piper-unit-voice/unit_f").orElseThrow();

    assertThat(voice.speaker()).isEqualTo("unit_f");
    assertThat(voice.pack().engine()).isEqualTo("piper-onnx");
  }

  @Test
  void nobodySpeaksWhatNoPackSpeaks() {
    assertThat(voices.choose("es", "piper-unit-voice/unit_f")).isEmpty();
    assertThat(voices.choose("en", "nobody")).isEmpty();
    assertThat(voices.choose("tlh", "")).isEmpty();
  }

  private List<String> names(String language) {
    return voices.speaking(language).stream().map(Voices.Voice::name).toList();
  }
}

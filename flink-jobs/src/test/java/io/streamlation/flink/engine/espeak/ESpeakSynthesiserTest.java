package io.streamlation.flink.engine.espeak;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.SpeechSynthesiserContract;
import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.speak.SynthesisOutcome.Failed;
import io.streamlation.flink.speak.SynthesisOutcome.Spoken;
import io.streamlation.flink.speak.SynthesisRequest;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is what {@code ./streamlation} installs for the demo's channel too. */
class ESpeakSynthesiserTest extends SpeechSynthesiserContract {
  private static final PackManifest PACK =
      new PackStore(NewsTiny.PACKS).find("espeak-ng").orElseThrow();

  private final SpeechSynthesiser espeak = ESpeakSynthesiser.open(PACK);

  @Override
  protected SpeechSynthesiser synthesiser() {
    return espeak;
  }

  @Override
  protected SpeechSynthesiser openAnother() {
    return ESpeakSynthesiser.open(PACK);
  }

  @Override
  protected String voice() {
    return "espeak-ng";
  }

  @Test
  void speaksEveryLanguageItOffers() {
    for (String language : PACK.languages()) {
      assertThat(synthesise(new SynthesisRequest("5 7", language, "")))
          .as(language)
          .isInstanceOf(Spoken.class);
    }
  }

  @Test
  void languagesSoundDifferentAndRegionsFallBack() {
    Spoken spanish = (Spoken) synthesise(new SynthesisRequest("hola Madrid", "es", ""));

    assertThat(((Spoken) synthesise(new SynthesisRequest("hola Madrid", "es-MX", ""))).pcm())
        .isEqualTo(spanish.pcm());
    assertThat(((Spoken) synthesise(new SynthesisRequest("hola Madrid", "en", ""))).pcm())
        .isNotEqualTo(spanish.pcm());
  }

  @Test
  void whereTheProgramIsNotThereThereIsNoVoice() {
    SpeechSynthesiser away = ESpeakSynthesiser.open(PACK, "/nowhere/espeak-ng");

    assertThat(away.synthesise(List.of(ask("one")), PLENTY).get(0))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(Failed.Reason.NO_VOICE);
              assertThat(failed.detail()).contains("/nowhere/espeak-ng");
            });
  }

  @Test
  void aProgramThatHangsChattersOrBreaksIsAnOutcome(@TempDir Path folder) throws IOException {
    assertThat(reason(ask(folder, "exec sleep 60", Duration.ofMillis(300))))
        .isEqualTo(Failed.Reason.DEADLINE);
    assertThat(reason(ask(folder, "exec cat /dev/zero", PLENTY))).isEqualTo(Failed.Reason.TOO_LONG);
    assertThat(ask(folder, "echo 'no data' >&2; exit 3", PLENTY))
        .isEqualTo(new Failed(Failed.Reason.MODEL, "espeak-ng ended with 3: no data"));
    assertThat(ask(folder, "exit 0", PLENTY))
        .isEqualTo(new Failed(Failed.Reason.MODEL, "espeak-ng gave no sound"));
  }

  private io.streamlation.flink.speak.SynthesisOutcome ask(
      Path folder, String script, Duration patience) throws IOException {
    Path program = folder.resolve("espeak");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return ESpeakSynthesiser.open(PACK, program.toString())
        .synthesise(List.of(ask("one")), patience)
        .get(0);
  }
}

package io.streamlation.flink.job;

import static io.streamlation.flink.cut.Sounds.one;
import static io.streamlation.flink.cut.Sounds.seconds;
import static io.streamlation.flink.cut.Sounds.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.flink.cut.Frames;
import io.streamlation.flink.engine.EngineSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spoken sentences through everything that thinks, as it is shipped. */
@Timeout(180)
class RealPacksTest {
  private static final int WAV_HEADER_BYTES = 44;

  @TempDir Path checkpoints;

  @Test
  void hearsAndTranslatesSpokenNews() throws Exception {
    EngineSettings engine =
        new EngineSettings(
            Path.of("..", "models", "packs").toAbsolutePath().normalize(),
            EngineSettings.USUAL_PACKS,
            1,
            EngineSettings.Device.CPU,
            true);
    List<AudioFrame> frames =
        new Frames("news", 1)
            .sound(
                one(
                    speech("test_5001_01_en.wav"),
                    silence(seconds(.6)),
                    speech("test_5001_03_en.wav"),
                    silence(seconds(.6)),
                    speech("test_5001_09_en.wav")))
            .end()
            .all();
    JobRun run =
        new JobRun("real packs")
            .run(
                checkpoints,
                EngineModels.recogniser(engine, ""),
                EngineModels.translator(engine),
                EngineModels.synthesiser(engine),
                JobRun.interleaved(List.of(frames)),
                List.of(JobRun.plan("news", 1, "es:")),
                false);

    assertThat(run.finals().values())
        .contains("there is heavy traffic on the road from Madrid to Rome")
        .hasSize(3);
    assertThat(run.finalTranslations().values())
        .contains("hay mucho tráfico en la carretera de Madrid a Roma")
        .hasSize(3);
    assertThat(run.speech.messages())
        .hasSize(3)
        .allSatisfy(
            spoken -> {
              assertThat(spoken.getVoice()).isEqualTo("espeak-ng");
              assertThat(spoken.getClip().getDurationMs()).isBetween(1_500, 7_000);
            });
    assertThat(run.events.messages()).isEmpty();
    for (String stage : List.of("settle", "translate:es")) {
      assertThat(Frontiers.checked(run, "news", stage).moves()).isGreaterThanOrEqualTo(4);
    }
  }

  @AfterEach
  void letTheModelsGo() {
    EngineModels.letGo();
  }

  private static short[] speech(String name) throws IOException {
    try (InputStream in = RealPacksTest.class.getResourceAsStream("/speech/" + name)) {
      byte[] wav = in.readAllBytes();
      byte[] pcm = Arrays.copyOfRange(wav, WAV_HEADER_BYTES, wav.length);
      short[] sound = new short[pcm.length / 2];
      ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(sound);
      return sound;
    }
  }
}

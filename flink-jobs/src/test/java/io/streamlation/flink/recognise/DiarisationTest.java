package io.streamlation.flink.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.RecogniseState;
import io.streamlation.contracts.v1.VoicePrint;
import io.streamlation.flink.cut.Sounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiarisationTest {
  private static final Duration THREE_SECONDS = Duration.ofSeconds(3);

  private RecogniseState.Builder state = RecogniseState.newBuilder();

  private static short[] low(Duration length) {
    return Sounds.voice(length, 110, 1.1);
  }

  private static short[] high(Duration length) {
    return Sounds.voice(length, 210, .85);
  }

  private String hear(short[] sound) {
    return Diarisation.speaker(state, VoiceFeatures.of(sound));
  }

  @Test
  void tellsTwoVoicesApartAndKnowsTheFirstAgain() {
    assertThat(hear(low(THREE_SECONDS))).isEqualTo("speaker-1");
    assertThat(hear(low(Duration.ofSeconds(2)))).isEqualTo("speaker-1");
    assertThat(hear(high(THREE_SECONDS))).isEqualTo("speaker-2");
    assertThat(hear(high(Duration.ofSeconds(5)))).isEqualTo("speaker-2");
    assertThat(hear(low(THREE_SECONDS))).isEqualTo("speaker-1");
  }

  @Test
  void loudnessAndNoiseBeneathDoNotMakeAnotherSpeaker() {
    short[] quiet = low(THREE_SECONDS);
    for (int i = 0; i < quiet.length; i++) {
      quiet[i] /= 8;
    }
    short[] noisy = Sounds.over(low(THREE_SECONDS), Sounds.noise(THREE_SECONDS, 120, 5));

    assertThat(hear(low(THREE_SECONDS))).isEqualTo("speaker-1");
    assertThat(hear(quiet)).isEqualTo("speaker-1");
    assertThat(hear(noisy)).isEqualTo("speaker-1");
  }

  @Test
  void whatHoldsTooLittleOfAVoiceSaysNothing() {
    assertThat(hear(Sounds.noise(THREE_SECONDS, 2_000, 1))).isEmpty();
    assertThat(hear(new short[100])).isEmpty();
    assertThat(hear(Sounds.silence(THREE_SECONDS))).isEmpty();
    hear(low(THREE_SECONDS));
    assertThat(hear(high(Duration.ofMillis(400)))).isEqualTo("speaker-1");
    assertThat(hear(Sounds.noise(THREE_SECONDS, 2_000, 1))).isEqualTo("speaker-1");
  }

  @Test
  void rememberedAreThoseWhoSpokeLast() {
    for (int i = 1; i <= Diarisation.MOST_SPEAKERS + 4; i++) {
      assertThat(Diarisation.speaker(state, Optional.of(voiceAt(100 * i))))
          .isEqualTo("speaker-" + i);
    }
    assertThat(state.getSpeakersCount()).isEqualTo(Diarisation.MOST_SPEAKERS);
    assertThat(Diarisation.speaker(state, Optional.of(voiceAt(500)))).isEqualTo("speaker-5");
    assertThat(Diarisation.speaker(state, Optional.of(voiceAt(100)))).isEqualTo("speaker-13");
  }

  @Test
  void whatIsRememberedOfAVoiceIsBounded() {
    for (int i = 0; i < 100; i++) {
      hear(low(THREE_SECONDS));
    }
    assertThat(state.getSpeakersCount()).isEqualTo(1);
    assertThat(state.getSpeakers(0).getVoice().getWindows()).isEqualTo(Diarisation.MOST_WINDOWS);
    assertThat(state.build().getSerializedSize()).isLessThan(1_000);
  }

  @Test
  void aReplaySaysTheSame() {
    List<RecogniseState> once = new ArrayList<>();
    List<RecogniseState> again = new ArrayList<>();
    for (List<RecogniseState> run : List.of(once, again)) {
      state = RecogniseState.newBuilder();
      for (short[] sound : List.of(low(THREE_SECONDS), high(THREE_SECONDS), low(THREE_SECONDS))) {
        hear(sound);
        run.add(state.build());
      }
    }
    assertThat(again).isEqualTo(once);
  }

  @Test
  void aDistanceIsCountedInStandardDeviations() {
    assertThat(Diarisation.distance(voiceAt(0), voiceAt(0))).isZero();
    // All variances are one: three apart in each of the thirteen.
    assertThat(Diarisation.distance(voiceAt(0), voiceAt(3)))
        .isCloseTo(
            9.0 * VoiceFeatures.DIMENSIONS, org.assertj.core.data.Percentage.withPercentage(.01));
  }

  /** Of no correlation, every mean at the same place. */
  private static VoicePrint voiceAt(double mean) {
    VoicePrint.Builder voice = VoicePrint.newBuilder().setWindows(100);
    for (int i = 0; i < VoiceFeatures.DIMENSIONS; i++) {
      voice.addMean(mean);
      for (int k = 0; k <= i; k++) {
        voice.addCovariance(i == k ? 1 : 0);
      }
    }
    return voice.build();
  }
}

package io.streamlation.flink.cut;

import static io.streamlation.flink.cut.Sounds.noise;
import static io.streamlation.flink.cut.Sounds.one;
import static io.streamlation.flink.cut.Sounds.over;
import static io.streamlation.flink.cut.Sounds.seconds;
import static io.streamlation.flink.cut.Sounds.silence;
import static io.streamlation.flink.cut.Sounds.tone;
import static io.streamlation.flink.cut.Sounds.voice;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.VoiceActivityState;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpectralDetectorTest {
  private final SpectralDetector detector = new SpectralDetector(.0025);

  /** Share of the windows in [fromSeconds, end) that sound like speech. */
  private double share(short[] sound, double fromSeconds) {
    VoiceActivityState state = VoiceActivityState.getDefaultInstance();
    int speech = 0;
    int all = 0;
    for (int at = 0; at + 512 <= sound.length; at += 512) {
      var judgement = detector.judge(state, Arrays.copyOfRange(sound, at, at + 512), at / 512);
      state = judgement.after();
      if (at >= fromSeconds * 16_000) {
        all++;
        speech += judgement.speech() > .5 ? 1 : 0;
      }
    }
    return speech / (double) all;
  }

  @Test
  void hearsAVoice() {
    assertThat(share(one(silence(seconds(1)), voice(seconds(3))), 1)).isGreaterThan(.6);
  }

  @Test
  void hearsAVoiceOverNoise() {
    short[] sound = over(one(silence(seconds(4)), voice(seconds(3))), noise(seconds(7), 300, 1));
    assertThat(share(sound, 4)).isGreaterThan(.5);
  }

  @Test
  void hearsNothingInSilence() {
    assertThat(share(silence(seconds(3)), 0)).isZero();
  }

  @Test
  void hearsNextToNothingInNoiseThatSetsIn() {
    assertThat(share(one(silence(seconds(2)), noise(seconds(3), 3000, 2)), 0)).isLessThan(.05);
  }

  @Test
  void hearsNextToNothingInChords() {
    short[] music =
        one(chord(220, 277, 330), chord(196, 247, 294), chord(175, 220, 262), chord(220, 277, 330));
    assertThat(share(one(silence(seconds(1)), music), 1)).isLessThan(.25);
  }

  private static short[] chord(double... hz) {
    short[] chord = silence(seconds(.9));
    for (double note : hz) {
      for (int partial = 1; partial <= 3; partial++) {
        chord = over(chord, tone(seconds(.9), note * partial, 700.0 / partial / partial));
      }
    }
    return chord;
  }

  @Test
  void hearsNothingInABeep() {
    assertThat(share(one(silence(seconds(1)), tone(seconds(.5), 1000, 8000)), 0)).isZero();
  }
}

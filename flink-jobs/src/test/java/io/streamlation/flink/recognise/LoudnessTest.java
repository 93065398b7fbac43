package io.streamlation.flink.recognise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class LoudnessTest {
  /** A tone of this level (RMS), with a tenth of it in its second half. */
  private static short[] tone(double dbfs) {
    short[] pcm = new short[32_000];
    double amplitude = 32_768 * Math.sqrt(2) * Math.pow(10, dbfs / 20);
    for (int i = 0; i < pcm.length; i++) {
      double share = i < pcm.length / 2 ? 1 : .1;
      pcm[i] = (short) Math.round(share * amplitude * Math.sin(2 * Math.PI * 440 * i / 16_000));
    }
    return pcm;
  }

  private static double dbfs(short[] pcm, int from, int to) {
    double power = 0;
    for (int i = from; i < to; i++) {
      power += (double) pcm[i] * pcm[i];
    }
    return 10 * Math.log10(power / (to - from) / (32_768.0 * 32_768.0));
  }

  @Test
  void leavesUsualLoudnessAloneToTheBit() {
    short[] pcm = tone(-30);
    assertThat(Loudness.raised(pcm)).isSameAs(pcm);
  }

  @Test
  void raisesWhatIsSoftAllByTheSameFactor() {
    short[] raised = Loudness.raised(tone(-50));
    assertThat(dbfs(raised, 0, 16_000)).isCloseTo(-20, offset(.1));
    assertThat(dbfs(raised, 16_000, 32_000)).isCloseTo(-40, offset(.5));
  }

  @Test
  void raisesByFortyDecibelsAtMost() {
    assertThat(dbfs(Loudness.raised(tone(-63)), 0, 16_000)).isCloseTo(-23, offset(.5));
  }

  @Test
  void leavesWhatIsNoSpeechAlone() {
    short[] pcm = tone(-70);
    assertThat(Loudness.raised(pcm)).isSameAs(pcm);
  }

  @Test
  void clipsPeaksInsteadOfWrapping() {
    short[] pcm = tone(-60);
    pcm[5] = 32_000;
    pcm[6] = -32_000;
    short[] raised = Loudness.raised(pcm);
    assertThat(raised[5]).isPositive();
    assertThat(raised[6]).isNegative();
  }

  @Test
  void silenceStaysSilence() {
    assertThat(Loudness.raised(new short[6_400])).containsOnly((short) 0);
    assertThat(Loudness.raised(new short[0])).isEmpty();
  }
}

package io.streamlation.infra.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Gap;
import org.junit.jupiter.api.Test;

class SoundLineTest {
  private final SoundLine line = new SoundLine();

  @Test
  void joinsEpochsAndSeesWhereTheyMeet() {
    line.add(sound(3, 0, 0, 0));
    line.add(sound(3, 1, 1_600, 0));
    line.add(sound(7, 0, 0, 3_200));

    assertThat(line.epochBorders()).containsExactly(3_200L);
    assertThat(line.endSample()).isEqualTo(4_800);
    assertThat(line.torn()).isEmpty();
  }

  @Test
  void takesNothingTwiceAndNothingStale() {
    line.add(sound(3, 0, 0, 0));
    line.add(sound(3, 0, 0, 0));
    line.add(sound(2, 9, 99_000, 0));

    assertThat(line.endSample()).isEqualTo(1_600);
    assertThat(line.torn()).isEmpty();
  }

  @Test
  void seesWhatIsMissingAndWasNotDeclared() {
    line.add(sound(3, 0, 0, 0));
    line.add(sound(3, 1, 4_800, 0));

    assertThat(line.torn())
        .extracting(SoundLine.Hole::startSample, SoundLine.Hole::samples)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(1_600L, 3_200L));
  }

  @Test
  void seesWhereTheSameTimeSoundsOtherwise() {
    SoundLine other = new SoundLine();
    line.add(sound(3, 0, 0, 0));
    line.add(sound(3, 1, 1_600, 0));
    line.add(sound(3, 2, 3_200, 0));
    // Cut otherwise and the same, but for one sample; the last frame's length lies in a gap.
    byte[] pcm = new byte[2 * 2_400];
    other.add(frame(3, 0, 0, 0).setPcm(ByteString.copyFrom(pcm, 0, 1_600)).build());
    pcm[1_000] = 1;
    other.add(frame(3, 1, 800, 0).setPcm(ByteString.copyFrom(pcm, 1_600, 3_200)).build());
    other.add(frame(3, 2, 2_400, 0).setPcm(ByteString.copyFrom(pcm, 0, 1_600)).build());
    other.add(frame(3, 3, 3_200, 0).setGap(Gap.newBuilder().setSamples(1_600)).build());

    assertThat(line.samplesWhereOtherThan(other)).containsExactly(1_600L);
    assertThat(line.samplesWhereOtherThan(line)).isEmpty();
  }

  @Test
  void knowsADeclaredGap() {
    line.add(sound(3, 0, 0, 0));
    line.add(
        frame(3, 1, 1_600, 0)
            .setGap(Gap.newBuilder().setSamples(16_000).setDetail("the origin slept"))
            .build());

    assertThat(line.gaps()).hasSize(1);
    assertThat(line.gaps().get(0).endSample()).isEqualTo(17_600);
    assertThat(line.gaps().get(0).why()).contains("the origin slept");
  }

  @Test
  void seesALineThatFellBehindTheProgrammesClock() {
    line.add(sound(3, 0, 0, 0));
    line.add(
        frame(3, 1, 1_600, 0)
            .setPcm(ByteString.copyFrom(new byte[AudioFormat.BYTES_PER_FRAME]))
            .setProgramDateTimeUs(2_100_000)
            .build());

    assertThat(line.outOfStepMs()).isPositive();
  }

  private static AudioFrame sound(long epoch, long number, long start, long offset) {
    return frame(epoch, number, start, offset)
        .setPcm(ByteString.copyFrom(new byte[AudioFormat.BYTES_PER_FRAME]))
        .setProgramDateTimeUs(1_000_000 + (offset + start) * 1_000 / AudioFormat.SAMPLES_PER_MS)
        .build();
  }

  private static AudioFrame.Builder frame(long epoch, long number, long start, long offset) {
    return AudioFrame.newBuilder()
        .setEpoch(epoch)
        .setFrameNumber(number)
        .setStartSample(start)
        .setEpochOffsetSamples(offset);
  }
}

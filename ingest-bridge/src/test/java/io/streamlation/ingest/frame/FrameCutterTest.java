package io.streamlation.ingest.frame;

import static io.streamlation.ingest.frame.Sounds.NOON_US;
import static io.streamlation.ingest.frame.Sounds.dated;
import static io.streamlation.ingest.frame.Sounds.samples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameCutterTest {
  private static final SegmentMark FIRST = dated(7, 90_000, NOON_US);
  private static final SegmentMark SECOND = dated(8, 270_000, NOON_US + 2_000_000);

  private final FrameCutter cutter = new FrameCutter(SourcePosition.getDefaultInstance());

  private static Stretch.Sound sound(SegmentMark segment, long from, long count) {
    return new Stretch.Sound(segment, from, samples(count));
  }

  @Test
  void framesAreFullAndTheRestWaits() {
    assertThat(cutter.sound(sound(FIRST, 0, 1599), 5)).isEmpty();
    List<AudioFrame> frames = cutter.sound(sound(FIRST, 1599, 1602), 6);
    assertThat(frames).extracting(f -> f.getPcm().size()).containsExactly(3200, 3200);
    assertThat(frames).extracting(AudioFrame::getStartSample).containsExactly(0L, 1600L);
    assertThat(cutter.samples()).isEqualTo(3201);
  }

  @Test
  void aFrameIsCapturedWhenTheLastByteItNeedsHasArrived() {
    cutter.sound(sound(FIRST, 0, 1000), 50);
    AudioFrame frame = cutter.sound(sound(SECOND, 0, 1000), 2050).get(0);
    assertThat(frame.getCapturedAtMs()).isEqualTo(2050);
  }

  @Test
  void bothClocksAreThoseOfTheFirstSample() {
    cutter.sound(sound(FIRST, 31_000, 1000), 0);
    AudioFrame frame = cutter.sound(sound(SECOND, 0, 1000), 0).get(0);
    assertThat(frame.getSourcePts90Khz()).isEqualTo(90_000 + 31_000 * 90 / 16);
    assertThat(frame.getProgramDateTimeUs()).isEqualTo(NOON_US + 31_000 * 1000 / 16);
  }

  @Test
  void theNextPositionIsBehindTheLastSampleOfTheFrame() {
    cutter.sound(sound(FIRST, 31_000, 1000), 0);
    AudioFrame frame = cutter.sound(sound(SECOND, 0, 1000), 0).get(0);
    assertThat(frame.getNextPosition().getMediaSequence()).isEqualTo(8);
    assertThat(frame.getNextPosition().getSampleInSegment()).isEqualTo(600);
    assertThat(frame.getNextPosition().getProgramDateTimeUs())
        .isEqualTo(NOON_US + 2_000_000 + 600 * 1000 / 16);
    assertThat(cutter.position().getSampleInSegment()).isEqualTo(1000);
  }

  @Test
  void aGapSendsTheOpenFrameOutShort() {
    cutter.sound(sound(FIRST, 0, 100), 0);
    List<AudioFrame> frames =
        cutter.gap(32_000, Gap.Reason.REASON_SEGMENT_LOST, "gone", SECOND.positionAt(0), 9);
    assertThat(frames.get(0).getPcm().size()).isEqualTo(200);
    assertThat(frames.get(1).getStartSample()).isEqualTo(100);
    assertThat(frames.get(1).getGap().getSamples()).isEqualTo(32_000);
    AudioFrame after = cutter.sound(sound(SECOND, 0, 1600), 0).get(0);
    assertThat(after.getStartSample()).isEqualTo(32_100);
  }

  @Test
  void aGapHasALength() {
    assertThatThrownBy(
            () ->
                cutter.gap(
                    0, Gap.Reason.REASON_STALLED, "", SourcePosition.getDefaultInstance(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theEndSendsTheRestOutAndSaysWhereToGoOn() {
    cutter.sound(sound(FIRST, 0, 100), 0);
    List<AudioFrame> frames = cutter.end(End.Reason.REASON_HANDED_OVER, "other bridge", 9);
    assertThat(frames).hasSize(2);
    assertThat(frames.get(1).getStartSample()).isEqualTo(100);
    assertThat(frames.get(1).getNextPosition()).isEqualTo(FIRST.positionAt(100));
  }

  @Test
  void howeverSoundArrivesTheFramesAreTheSame() {
    List<AudioFrame> whole =
        new FrameCutter(SourcePosition.getDefaultInstance()).sound(sound(FIRST, 0, 16_000), 0);
    List<AudioFrame> inPieces = new ArrayList<>();
    byte[] pcm = samples(16_000);
    int at = 0;
    for (int size = 341; at < 16_000; at += size) {
      int count = Math.min(size, 16_000 - at);
      byte[] piece = Arrays.copyOfRange(pcm, 2 * at, 2 * (at + count));
      inPieces.addAll(cutter.sound(new Stretch.Sound(FIRST, at, piece), 0));
    }
    assertThat(inPieces).isEqualTo(whole);
  }
}

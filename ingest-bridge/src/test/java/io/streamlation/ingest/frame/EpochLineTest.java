package io.streamlation.ingest.frame;

import static io.streamlation.ingest.frame.Sounds.samples;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.CaptionLayout;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SourcePosition;
import org.junit.jupiter.api.Test;

class EpochLineTest {
  private final EpochLine line = new EpochLine("s-17", 42, 16_000);
  private final SessionPlan plan =
      SessionPlan.newBuilder().setRevision(3).setSourceLanguage("en").build();

  private static AudioFrame cut(long startSample) {
    return AudioFrame.newBuilder()
        .setStartSample(startSample)
        .setPcm(ByteString.copyFrom(samples(1600)))
        .setNextPosition(SourcePosition.newBuilder().setSampleInSegment(startSample + 1600))
        .build();
  }

  @Test
  void stampsWhatTheEpochKnows() {
    line.stamp(cut(0), plan);
    AudioFrame second = line.stamp(cut(1600), plan);
    assertThat(second.getFrameNumber()).isEqualTo(1);
    assertThat(second.getEpoch()).isEqualTo(42);
    assertThat(second.getSessionId()).isEqualTo("s-17");
    assertThat(second.getPlanRevision()).isEqualTo(3);
    assertThat(second.getSourceLanguage()).isEqualTo("en");
    assertThat(second.getEpochOffsetSamples()).isEqualTo(16_000);
  }

  @Test
  void stampsTheTierAndTheLayoutOfThePlan() {
    assertThat(line.stamp(cut(0), plan).hasCaptionLayout()).isFalse();
    CaptionLayout narrow = CaptionLayout.newBuilder().setMaxCharsPerLine(20).build();
    AudioFrame frame =
        line.stamp(cut(1600), plan.toBuilder().setTier("small").setCaptionLayout(narrow).build());
    assertThat(frame.getTier()).isEqualTo("small");
    assertThat(frame.getCaptionLayout()).isEqualTo(narrow);
  }

  @Test
  void whatWasDroppedIsOwedAsOneGap() {
    line.drop(cut(1600));
    line.drop(cut(3200));
    AudioFrame owed = line.owedGap().orElseThrow();
    assertThat(owed.getStartSample()).isEqualTo(1600);
    assertThat(owed.getGap().getSamples()).isEqualTo(3200);
    assertThat(owed.getGap().getReason()).isEqualTo(Gap.Reason.REASON_DROPPED);
    assertThat(owed.getNextPosition().getSampleInSegment()).isEqualTo(4800);
    line.settle();
    assertThat(line.owedGap()).isEmpty();
  }
}

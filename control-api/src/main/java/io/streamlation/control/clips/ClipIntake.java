package io.streamlation.control.clips;

import com.google.protobuf.Parser;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.ClipFormat;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Clip;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.intake.Plausible;
import io.streamlation.control.intake.TopicIntake;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
class ClipIntake implements TopicIntake<SpokenSegment> {
  /** Far above every voice's rate; a clip outside would not be sound. */
  private static final int HIGHEST_RATE_HZ = 192_000;

  private static final int LOWEST_RATE_HZ = 4_000;
  private static final int LONGEST_TEXT = 4_000;

  private final ClipStore clips;

  ClipIntake(ClipStore clips) {
    this.clips = clips;
  }

  @Override
  public Topics topic() {
    return Topics.SPEECH;
  }

  @Override
  public Parser<SpokenSegment> parser() {
    return SpokenSegment.parser();
  }

  @Override
  public String sessionIdOf(SpokenSegment segment) {
    return segment.getSessionId();
  }

  @Override
  public Optional<String> complaintAbout(SpokenSegment segment) {
    if (!segment.getCaptionId().startsWith(segment.getSessionId() + ".")) {
      return Optional.of(
          "its caption id \"" + segment.getCaptionId() + "\" is not one of its session");
    }
    Optional<String> odd =
        Plausible.first(
            () ->
                Plausible.stretch(
                    segment.getEpoch(),
                    segment.getEpochOffsetSamples(),
                    segment.getMediaStartSample(),
                    segment.getMediaEndSample()),
            () -> Plausible.language(segment.getTargetLanguage()),
            () -> Plausible.length("text", segment.getText(), LONGEST_TEXT));
    if (odd.isPresent()) {
      return odd;
    }
    return switch (segment.getOutcomeCase()) {
      case CLIP -> complaintAbout(segment.getClip());
      case SKIPPED ->
          segment.getSkipped().getReason().isEmpty()
              ? Optional.of("it was skipped without a reason")
              : Optional.empty();
      case OUTCOME_NOT_SET -> Optional.of("it is neither a clip nor skipped");
    };
  }

  private static Optional<String> complaintAbout(Clip clip) {
    int bytes = clip.getAudio().size();
    if (!clip.getCodec().equals(ClipFormat.PCM_S16LE)) {
      return Optional.of(
          "its codec is \"" + clip.getCodec() + "\", known is " + ClipFormat.PCM_S16LE);
    }
    if (clip.getSampleRateHz() < LOWEST_RATE_HZ || clip.getSampleRateHz() > HIGHEST_RATE_HZ) {
      return Optional.of("its sample rate is " + clip.getSampleRateHz() + " Hz");
    }
    if (bytes == 0 || bytes % AudioFormat.BYTES_PER_SAMPLE != 0) {
      return Optional.of("its sound has " + bytes + " bytes, which are no whole samples");
    }
    if (bytes > ClipFormat.MOST_AUDIO_BYTES) {
      return Optional.of(
          "its sound has " + bytes + " bytes, a clip has at most " + ClipFormat.MOST_AUDIO_BYTES);
    }
    return Optional.empty();
  }

  @Override
  public void keep(List<Arrived<SpokenSegment>> segments) {
    clips.keep(segments);
  }
}

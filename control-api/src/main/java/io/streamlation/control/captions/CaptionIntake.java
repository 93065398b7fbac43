package io.streamlation.control.captions;

import com.google.protobuf.Parser;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.intake.Plausible;
import io.streamlation.control.intake.TopicIntake;
import io.streamlation.control.reconcile.ActualStates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
class CaptionIntake implements TopicIntake<Caption> {
  private final Transcript transcript;
  private final ActualStates actual;

  CaptionIntake(Transcript transcript, ActualStates actual) {
    this.transcript = transcript;
    this.actual = actual;
  }

  @Override
  public Topics topic() {
    return Topics.CAPTIONS;
  }

  @Override
  public Parser<Caption> parser() {
    return Caption.parser();
  }

  @Override
  public String sessionIdOf(Caption caption) {
    return caption.getSessionId();
  }

  /** Partials are shown live and never stored. */
  @Override
  public boolean wants(Caption caption) {
    return caption.getState() == Caption.State.STATE_FINAL
        || caption.getState() == Caption.State.STATE_WITHDRAWN;
  }

  @Override
  public Optional<String> complaintAbout(Caption caption) {
    return Plausible.first(
        () ->
            Transcript.complaintAbout(
                caption.getSessionId(), caption.getId(), caption.getText().length()),
        () -> Plausible.size(caption),
        () ->
            Plausible.stretch(
                caption.getEpoch(),
                caption.getEpochOffsetSamples(),
                caption.getMediaStartSample(),
                caption.getMediaEndSample()),
        () ->
            caption.getState() == Caption.State.STATE_WITHDRAWN
                ? Optional.empty()
                : Plausible.language(caption.getLanguage()));
  }

  @Override
  public void keep(List<Arrived<Caption>> captions) {
    transcript.keepCaptions(captions);
    for (Arrived<Caption> arrived : captions) {
      actual.heard(arrived.sessionId(), Instant.EPOCH, arrived.message().getPlanRevision());
    }
  }
}

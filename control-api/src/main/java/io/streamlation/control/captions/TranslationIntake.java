package io.streamlation.control.captions;

import com.google.protobuf.Parser;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.intake.Plausible;
import io.streamlation.control.intake.TopicIntake;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
class TranslationIntake implements TopicIntake<Translation> {
  private final Transcript transcript;

  TranslationIntake(Transcript transcript) {
    this.transcript = transcript;
  }

  @Override
  public Topics topic() {
    return Topics.TRANSLATIONS;
  }

  @Override
  public Parser<Translation> parser() {
    return Translation.parser();
  }

  @Override
  public String sessionIdOf(Translation translation) {
    return translation.getSessionId();
  }

  /** Drafts are shown live and never stored. */
  @Override
  public boolean wants(Translation translation) {
    return translation.getState() == Caption.State.STATE_FINAL;
  }

  @Override
  public Optional<String> complaintAbout(Translation translation) {
    return Plausible.first(
        () ->
            Transcript.complaintAbout(
                translation.getSessionId(),
                translation.getCaptionId(),
                Math.max(translation.getText().length(), translation.getSourceText().length())),
        () -> Plausible.size(translation),
        () ->
            Plausible.stretch(
                translation.getEpoch(),
                translation.getEpochOffsetSamples(),
                translation.getMediaStartSample(),
                translation.getMediaEndSample()),
        () -> Plausible.language(translation.getTargetLanguage()));
  }

  @Override
  public void keep(List<Arrived<Translation>> translations) {
    transcript.keepTranslations(translations);
  }
}

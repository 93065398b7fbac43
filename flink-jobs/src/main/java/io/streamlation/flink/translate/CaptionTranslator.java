package io.streamlation.flink.translate;

import static io.streamlation.contracts.LedgerCounters.AS_SPOKEN;
import static io.streamlation.contracts.LedgerCounters.REQUESTS;
import static io.streamlation.contracts.LedgerCounters.TRANSLATED;
import static io.streamlation.contracts.LedgerCounters.UNTRANSLATED;

import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Drafted;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.contracts.v1.TranslateState;
import io.streamlation.contracts.v1.TranslateWork;
import io.streamlation.contracts.v1.TranslatedCaption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.contracts.v1.Untranslated;
import io.streamlation.flink.room.Happening;
import io.streamlation.flink.room.Lag;
import io.streamlation.flink.room.Outbox;
import io.streamlation.flink.room.Overload;
import io.streamlation.flink.room.ScreenLines;
import io.streamlation.flink.room.SessionTarget;
import io.streamlation.flink.room.Sums;
import io.streamlation.flink.think.Thinker;
import io.streamlation.flink.translate.TranslationOutcome.Failed;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import io.streamlation.flink.translate.TranslationRequest.Purpose;
import java.util.Locale;
import java.util.Optional;

/** Asks for translations, finals first and in order; see the package for what is remembered. */
public final class CaptionTranslator
    implements Thinker<
        TargetedCaption, TranslateState, TranslateQuestion, TranslationOutcome, TranslatedCaption> {
  public static final String ROOM = "translate";

  private static final long serialVersionUID = 1;

  private final TranslateSettings settings;
  private final ScreenLines screen;

  public CaptionTranslator(TranslateSettings settings, ScreenLines screen) {
    this.settings = settings;
    this.screen = screen;
  }

  /** The ledger's name of this stage for a language. */
  public static String stage(String targetLanguage) {
    return ROOM + ":" + targetLanguage;
  }

  /** Sessions and targets do not wait for each other. */
  public static SessionTarget key(TargetedCaption targeted) {
    return new SessionTarget(targeted.getSessionId(), targeted.getTargetLanguage());
  }

  @Override
  public Optional<TranslateState> take(
      Optional<TranslateState> before,
      TargetedCaption targeted,
      WallTime now,
      Outbox<TranslatedCaption> out) {
    TranslateState.Builder state =
        before
            .map(TranslateState::toBuilder)
            .orElseGet(
                () -> TranslateState.newBuilder().setTargetLanguage(targeted.getTargetLanguage()));
    switch (targeted.getContentCase()) {
      case CAPTION -> takeUp(state, targeted, now, out);
      case EPOCH_CLOSED ->
          state.addWork(TranslateWork.newBuilder().setEpochClosed(targeted.getEpochClosed()));
      case FRONTIER -> lineUp(state, targeted.getFrontier());
      case CONTENT_NOT_SET ->
          throw new IllegalStateException(
              "a caption of session %s for %s is none"
                  .formatted(targeted.getSessionId(), targeted.getTargetLanguage()));
    }
    return pass(state, now, out);
  }

  /** A frontier behind another says all that the other did. */
  private static void lineUp(TranslateState.Builder state, Frontier frontier) {
    int last = state.getWorkCount() - 1;
    TranslateWork.Builder work = TranslateWork.newBuilder().setFrontier(frontier);
    if (last >= 0 && state.getWork(last).hasFrontier()) {
      state.setWork(last, work);
    } else {
      state.addWork(work);
    }
  }

  private static Caption takenUp(Caption caption, WallTime now) {
    return caption.toBuilder().setLag(Lag.takenUp(caption.getLag(), ROOM, now)).build();
  }

  private static void takeUp(
      TranslateState.Builder state,
      TargetedCaption targeted,
      WallTime now,
      Outbox<TranslatedCaption> out) {
    Caption caption = takenUp(targeted.getCaption(), now);
    state.setEpoch(caption.getEpoch());
    switch (caption.getState()) {
      case STATE_PARTIAL -> {
        String stable = stablePart(caption);
        if (!stable.isEmpty() && !stable.equals(drafted(state, caption.getId()))) {
          state.setDraft(caption);
        }
      }
      case STATE_FINAL -> {
        settled(state, caption);
        TranslateWork.Builder work =
            TranslateWork.newBuilder()
                .setFinal(caption)
                .setWaitingSinceMs(now.epochMs())
                .setAsSpoken(targeted.getAsSpoken());
        if (targeted.hasVoicing()) {
          work.setVoicing(targeted.getVoicing());
        }
        state.addWork(work);
      }
      case STATE_WITHDRAWN -> {
        settled(state, caption);
        if (drafted(state, caption.getId()) != null) {
          out.give(
              passedOn(
                  translation(state, caption, now)
                      .setState(Caption.State.STATE_WITHDRAWN)
                      .setText("")
                      .build()));
          forgetDraft(state, caption.getId());
        }
      }
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("caption %s has no state".formatted(caption.getId()));
    }
  }

  private static String stablePart(Caption caption) {
    return caption.getText().substring(0, caption.getStablePrefixLength());
  }

  /** Drafts of this utterance are of no use any more. */
  private static void settled(TranslateState.Builder state, Caption caption) {
    state.setSettledStartSample(caption.getUtteranceStartSample());
    if (state.getDraft().getUtteranceStartSample() <= caption.getUtteranceStartSample()) {
      state.clearDraft();
    }
  }

  /** The source text of the draft that is out, or null. */
  private static String drafted(TranslateState.Builder state, String captionId) {
    return state.getDraftedList().stream()
        .filter(d -> d.getCaptionId().equals(captionId))
        .map(Drafted::getSourceText)
        .findFirst()
        .orElse(null);
  }

  private static void forgetDraft(TranslateState.Builder state, String captionId) {
    for (int i = state.getDraftedCount() - 1; i >= 0; i--) {
      if (state.getDrafted(i).getCaptionId().equals(captionId)) {
        state.removeDrafted(i);
      }
    }
  }

  /** What no model is asked about waits behind the finals before it. */
  private static Optional<TranslateState> pass(
      TranslateState.Builder state, WallTime now, Outbox<TranslatedCaption> out) {
    while (state.getWorkCount() > 0) {
      TranslateWork first = state.getWork(0);
      if (first.hasEpochClosed()) {
        state = closeEpoch(state, first.getEpochClosed(), now, out);
      } else if (first.hasFrontier()) {
        tally(state, first.getFrontier(), out);
        state.removeWork(0);
      } else if (first.getAsSpoken()) {
        passAsSpoken(state, first, now, out);
      } else {
        break;
      }
      if (state.getWorkCount() == 0
          && !state.hasDraft()
          && state.getDraftedCount() == 0
          && state.getCountersCount() == 0) {
        return Optional.empty();
      }
    }
    return Optional.of(state.build());
  }

  /** Not with each final: only now are all out that this sample stands for. */
  private static void tally(TranslateState.Builder state, Frontier frontier, Outbox<?> out) {
    Sums.of(state.getCountersMap(), out)
        .tally(
            frontier.getSessionId(),
            frontier.getEpoch(),
            stage(state.getTargetLanguage()),
            frontier.getSample(),
            false);
  }

  private static TranslateState.Builder closeEpoch(
      TranslateState.Builder state,
      EpochClosed closed,
      WallTime now,
      Outbox<TranslatedCaption> out) {
    Sums.of(state.getCountersMap(), out)
        .tally(
            closed.getSessionId(),
            closed.getEpoch(),
            stage(state.getTargetLanguage()),
            closed.getEndSample(),
            true);
    if (state.getOverloadTold()) {
      out.event(
          Overload.ends(
              ROOM,
              overload(state),
              closed.getSessionId(),
              closed.getEpoch(),
              closed.getEndSample(),
              now));
    }
    out.give(
        TranslatedCaption.newBuilder()
            .setSessionId(closed.getSessionId())
            .setTargetLanguage(state.getTargetLanguage())
            .setEpochClosed(closed)
            .build());
    TranslateState.Builder next =
        TranslateState.newBuilder()
            .setTargetLanguage(state.getTargetLanguage())
            .setEpoch(state.getEpoch());
    if (state.getDraft().getEpoch() > closed.getEpoch()) {
      next.setDraft(state.getDraft());
    }
    return next.addAllWork(state.getWorkList().subList(1, state.getWorkCount()));
  }

  private static void passAsSpoken(
      TranslateState.Builder state,
      TranslateWork work,
      WallTime now,
      Outbox<TranslatedCaption> out) {
    Caption caption = work.getFinal();
    Translation itself =
        translation(state, caption, now)
            .setText(caption.getText())
            .addAllLines(caption.getLinesList())
            .setSourceText(caption.getText())
            .build();
    out.give(toBeSpoken(itself, work).toBuilder().setAsSpoken(true).build());
    done(state, caption, AS_SPOKEN, out);
  }

  /** Counts a final that has its answer, and forgets it. */
  private static void done(
      TranslateState.Builder state, Caption caption, String outcome, Outbox<?> out) {
    Sums sums = Sums.of(state.getCountersMap(), out);
    sums.add(REQUESTS, 1);
    sums.add(outcome, 1);
    forgetDraft(state, caption.getId());
    state
        .removeWork(0)
        .setPreviousText(caption.getText())
        .clearCounters()
        .putAllCounters(sums.toMap());
  }

  @Override
  public Optional<TranslateQuestion> next(TranslateState state, WallTime now) {
    if (state.getWorkCount() > 0) {
      Caption caption = state.getWork(0).getFinal();
      return Optional.of(question(state, caption, caption.getText(), Purpose.FINAL));
    }
    return state.hasDraft()
        ? Optional.of(
            question(state, state.getDraft(), stablePart(state.getDraft()), Purpose.DRAFT))
        : Optional.empty();
  }

  private TranslateQuestion question(
      TranslateState state, Caption caption, String text, Purpose purpose) {
    return new TranslateQuestion(
        caption,
        new TranslationRequest(
            text,
            caption.getLanguage(),
            state.getTargetLanguage(),
            settings.context() ? state.getPreviousText() : "",
            purpose));
  }

  @Override
  public Optional<TranslateState> apply(
      Optional<TranslateState> before,
      TranslateQuestion asked,
      TranslationOutcome answer,
      WallTime now,
      Outbox<TranslatedCaption> out) {
    if (before.isEmpty()) {
      return before;
    }
    TranslateState.Builder state = before.get().toBuilder();
    return asked.isFinal()
        ? applyFinal(state, asked, answer, now, out)
        : Optional.of(applyDraft(state, asked, answer, now, out));
  }

  private TranslateState applyDraft(
      TranslateState.Builder state,
      TranslateQuestion asked,
      TranslationOutcome answer,
      WallTime now,
      Outbox<TranslatedCaption> out) {
    Caption caption = asked.caption();
    if (state.getDraft().equals(caption)) {
      state.clearDraft();
    }
    boolean stale =
        caption.getEpoch() < state.getEpoch()
            || (state.hasSettledStartSample()
                && caption.getUtteranceStartSample() <= state.getSettledStartSample());
    if (!stale && answer instanceof Translated translated) {
      forgetDraft(state, caption.getId());
      state.addDrafted(
          Drafted.newBuilder().setCaptionId(caption.getId()).setSourceText(asked.request().text()));
      out.give(passedOn(translated(state, asked, translated, now)));
    }
    return state.build();
  }

  private Optional<TranslateState> applyFinal(
      TranslateState.Builder state,
      TranslateQuestion asked,
      TranslationOutcome answer,
      WallTime now,
      Outbox<TranslatedCaption> out) {
    Caption caption = asked.caption();
    if (state.getWorkCount() == 0 || !state.getWork(0).getFinal().getId().equals(caption.getId())) {
      return Optional.of(state.build());
    }
    TranslateWork work = state.getWork(0);
    long sinceMs = work.getWaitingSinceMs();
    if (answer instanceof Translated translated) {
      out.give(toBeSpoken(translated(state, asked, translated, now), work));
      done(state, caption, TRANSLATED, out);
    } else if (answer instanceof Failed failed) {
      out.give(
          toBeSpoken(untranslated(state, caption, reason(failed), failed.detail(), now), work));
      out.event(failure(state, caption, failed, now));
      done(state, caption, UNTRANSLATED, out);
    }
    out.measure("lag_ms", now.epochMs() - caption.getLag().getCapturedAtMs());
    if (state.getOverloadTold() && Overload.isCalm(settings.skipAfter(), sinceMs, now)) {
      state.clearOverloadTold();
      out.event(
          Overload.ends(
              ROOM,
              overload(state),
              caption.getSessionId(),
              caption.getEpoch(),
              caption.getMediaStartSample(),
              now));
    }
    skipOverdue(state, now, out);
    return pass(state, now, out);
  }

  /** Nothing is in flight: what has waited too long goes untranslated, visibly. */
  private void skipOverdue(
      TranslateState.Builder state, WallTime now, Outbox<TranslatedCaption> out) {
    while (state.getWorkCount() > 0
        && state.getWork(0).hasFinal()
        && !state.getWork(0).getAsSpoken()
        && Overload.isOver(settings.skipAfter(), state.getWork(0).getWaitingSinceMs(), now)) {
      Caption caption = state.getWork(0).getFinal();
      String detail =
          "it had waited for %d s, and %d s is the most"
              .formatted(
                  (now.epochMs() - state.getWork(0).getWaitingSinceMs()) / 1_000,
                  settings.skipAfter().toSeconds());
      out.give(
          toBeSpoken(
              untranslated(state, caption, Untranslated.Reason.REASON_OVERLOAD, detail, now),
              state.getWork(0)));
      out.event(
          Overload.skipped(
              ROOM,
              "not-translated-" + state.getTargetLanguage(),
              caption.getSessionId(),
              caption.getEpoch(),
              caption.getMediaStartSample(),
              now,
              "Caption %s was not translated to %s (overload): %s"
                  .formatted(caption.getId(), state.getTargetLanguage(), detail)));
      if (!state.getOverloadTold()) {
        state.setOverloadTold(true);
        out.event(
            Overload.begins(
                ROOM,
                overload(state),
                caption.getSessionId(),
                caption.getEpoch(),
                caption.getMediaStartSample(),
                now,
                "captions go untranslated to " + state.getTargetLanguage()));
      }
      done(state, caption, UNTRANSLATED, out);
    }
  }

  private static String overload(TranslateState.Builder state) {
    return "overload-" + state.getTargetLanguage();
  }

  @Override
  public TranslateState restored(TranslateState state, WallTime now) {
    TranslateState.Builder restored = state.toBuilder();
    restored.getWorkBuilderList().forEach(work -> work.setWaitingSinceMs(now.epochMs()));
    return restored.build();
  }

  private static TranslatedCaption passedOn(Translation translation) {
    return TranslatedCaption.newBuilder()
        .setSessionId(translation.getSessionId())
        .setTargetLanguage(translation.getTargetLanguage())
        .setTranslation(translation)
        .build();
  }

  private static TranslatedCaption toBeSpoken(Translation translation, TranslateWork work) {
    TranslatedCaption passedOn = passedOn(translation);
    return work.hasVoicing()
        ? passedOn.toBuilder().setVoicing(work.getVoicing()).build()
        : passedOn;
  }

  private Translation translated(
      TranslateState.Builder state, TranslateQuestion asked, Translated answer, WallTime now) {
    return translation(state, asked.caption(), now)
        .setText(answer.text())
        .addAllLines(
            screen
                .under(asked.caption().getCaptionLayout())
                .lay(
                    ScreenLines.spoken(answer.text(), asked.caption().getSpeakerChanged()),
                    state.getTargetLanguage()))
        .setSourceText(asked.request().text())
        .build();
  }

  private static Translation untranslated(
      TranslateState.Builder state,
      Caption caption,
      Untranslated.Reason reason,
      String detail,
      WallTime now) {
    return translation(state, caption, now)
        .setUntranslated(Untranslated.newBuilder().setReason(reason).setDetail(detail))
        .setSourceText(caption.getText())
        .build();
  }

  private static Untranslated.Reason reason(Failed failed) {
    return switch (failed.reason()) {
      case NO_MODEL -> Untranslated.Reason.REASON_NO_MODEL;
      case MODEL -> Untranslated.Reason.REASON_MODEL_FAILED;
      case DEADLINE -> Untranslated.Reason.REASON_DEADLINE;
      case GUARD -> Untranslated.Reason.REASON_GUARD;
    };
  }

  private static Translation.Builder translation(
      TranslateState.Builder state, Caption caption, WallTime now) {
    Translation.Builder translation =
        Translation.newBuilder()
            .setCaptionId(caption.getId())
            .setSessionId(caption.getSessionId())
            .setTargetLanguage(state.getTargetLanguage())
            .setCaptionRevision(caption.getRevision())
            .setState(caption.getState())
            .setEpoch(caption.getEpoch())
            .setUtteranceStartSample(caption.getUtteranceStartSample())
            .setSegment(caption.getSegment())
            .setMediaStartSample(caption.getMediaStartSample())
            .setMediaEndSample(caption.getMediaEndSample())
            .setEpochOffsetSamples(caption.getEpochOffsetSamples())
            .setSourceLanguage(caption.getLanguage())
            .setLag(Lag.letGo(caption.getLag(), now));
    if (caption.hasProgramDateTimeUs()) {
      translation.setProgramDateTimeUs(caption.getProgramDateTimeUs());
    }
    return translation;
  }

  private static SessionEvent failure(
      TranslateState.Builder state, Caption caption, Failed failed, WallTime now) {
    return Happening.of(
        ROOM,
        SessionEvent.Kind.KIND_DEGRADED,
        SessionEvent.Party.PARTY_MODEL,
        "not-translated-" + state.getTargetLanguage(),
        caption.getSessionId(),
        caption.getEpoch(),
        caption.getMediaStartSample(),
        now,
        "Caption %s was not translated to %s (%s): %s"
            .formatted(
                caption.getId(),
                state.getTargetLanguage(),
                failed.reason().name().toLowerCase(Locale.ROOT),
                failed.detail()),
        "See ./streamlation doctor for the packs that are installed and the log for the model.");
  }

  @Override
  public boolean isFull(TranslateState state) {
    return state.getWorkList().stream().filter(TranslateWork::hasFinal).count()
        > settings.backlog();
  }

  @Override
  public boolean isFinal(TranslateQuestion question) {
    return question.isFinal();
  }
}

package io.streamlation.flink.speak;

import static io.streamlation.contracts.LedgerCounters.CLIPS;
import static io.streamlation.contracts.LedgerCounters.REQUESTS;
import static io.streamlation.contracts.LedgerCounters.SKIPPED;

import io.streamlation.contracts.ClipFormat;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Clip;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.Skipped;
import io.streamlation.contracts.v1.SpeakState;
import io.streamlation.contracts.v1.SpeakWork;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.TranslatedCaption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.flink.room.Happening;
import io.streamlation.flink.room.Lag;
import io.streamlation.flink.room.Outbox;
import io.streamlation.flink.room.Overload;
import io.streamlation.flink.room.SessionTarget;
import io.streamlation.flink.room.Sums;
import io.streamlation.flink.speak.SynthesisOutcome.Failed;
import io.streamlation.flink.speak.SynthesisOutcome.Nothing;
import io.streamlation.flink.speak.SynthesisOutcome.Spoken;
import io.streamlation.flink.think.Thinker;
import java.util.Optional;

/** Asks for speech, line by line; see the package for what is remembered. */
public final class CaptionSpeaker
    implements Thinker<
        TranslatedCaption, SpeakState, SpeakQuestion, SynthesisOutcome, SpokenSegment> {
  public static final String ROOM = "speak";

  private static final String UNTRANSLATED = "untranslated";
  private static final String EMPTY = "empty";
  private static final String OVERLOAD = "overload";
  private static final String TOO_LONG = "too-long";

  private static final float AS_SYNTHESISED = 1;
  private static final long serialVersionUID = 1;

  private final SpeakSettings settings;

  public CaptionSpeaker(SpeakSettings settings) {
    this.settings = settings;
  }

  /** The ledger's name of this stage for a language. */
  public static String stage(String targetLanguage) {
    return ROOM + ":" + targetLanguage;
  }

  /** Sessions and targets do not wait for each other. */
  public static SessionTarget key(TranslatedCaption translated) {
    return new SessionTarget(translated.getSessionId(), translated.getTargetLanguage());
  }

  /** Finals that are to be spoken, and ends of epochs. Nobody speaks what may yet change. */
  public static boolean concerns(TranslatedCaption translated) {
    return translated.hasEpochClosed()
        || (translated.hasVoicing()
            && translated.getTranslation().getState() == Caption.State.STATE_FINAL);
  }

  @Override
  public Optional<SpeakState> take(
      Optional<SpeakState> before,
      TranslatedCaption translated,
      WallTime now,
      Outbox<SpokenSegment> out) {
    if (!concerns(translated) || (before.isEmpty() && translated.hasEpochClosed())) {
      return before; // nothing of this epoch was to be spoken
    }
    SpeakState.Builder state =
        before
            .map(SpeakState::toBuilder)
            .orElseGet(
                () -> SpeakState.newBuilder().setTargetLanguage(translated.getTargetLanguage()));
    if (translated.hasEpochClosed()) {
      state.addWork(SpeakWork.newBuilder().setEpochClosed(translated.getEpochClosed()));
    } else {
      Translation line = translated.getTranslation();
      state.addWork(
          SpeakWork.newBuilder()
              .setLine(line.toBuilder().setLag(Lag.takenUp(line.getLag(), ROOM, now)))
              .setVoicing(translated.getVoicing())
              .setWaitingSinceMs(now.epochMs()));
    }
    return pass(state, now, out);
  }

  /** What no voice is asked about waits behind the lines before it. */
  private static Optional<SpeakState> pass(
      SpeakState.Builder state, WallTime now, Outbox<SpokenSegment> out) {
    while (state.getWorkCount() > 0) {
      SpeakWork first = state.getWork(0);
      if (first.hasEpochClosed()) {
        closeEpoch(state, first.getEpochClosed(), now, out);
      } else if (first.getLine().hasUntranslated()) {
        skip(
            state,
            first.getLine(),
            UNTRANSLATED,
            first.getLine().getUntranslated().getDetail(),
            now,
            out);
      } else {
        break;
      }
    }
    return state.getWorkCount() == 0 && state.getCountersCount() == 0
        ? Optional.empty()
        : Optional.of(state.build());
  }

  private static void closeEpoch(
      SpeakState.Builder state, EpochClosed closed, WallTime now, Outbox<?> out) {
    if (state.getOverloadTold()) {
      state.clearOverloadTold();
      out.event(
          Overload.ends(
              ROOM,
              overload(state),
              closed.getSessionId(),
              closed.getEpoch(),
              closed.getEndSample(),
              now));
    }
    if (state.getCountersCount() > 0) {
      Sums.of(state.getCountersMap(), out)
          .tally(
              closed.getSessionId(),
              closed.getEpoch(),
              stage(state.getTargetLanguage()),
              closed.getEndSample(),
              true);
    }
    state.removeWork(0).clearCounters();
  }

  @Override
  public Optional<SpeakQuestion> next(SpeakState state, WallTime now) {
    if (state.getWorkCount() == 0) {
      return Optional.empty();
    }
    SpeakWork first = state.getWork(0);
    return Optional.of(
        new SpeakQuestion(
            first.getLine(),
            new SynthesisRequest(
                first.getLine().getText(),
                state.getTargetLanguage(),
                first.getVoicing().getVoice())));
  }

  @Override
  public Optional<SpeakState> apply(
      Optional<SpeakState> before,
      SpeakQuestion asked,
      SynthesisOutcome answer,
      WallTime now,
      Outbox<SpokenSegment> out) {
    if (before.isEmpty()
        || before.get().getWorkCount() == 0
        || !before.get().getWork(0).getLine().getCaptionId().equals(asked.line().getCaptionId())) {
      return before;
    }
    SpeakState.Builder state = before.get().toBuilder();
    Translation line = asked.line();
    long sinceMs = state.getWork(0).getWaitingSinceMs();
    if (answer instanceof Spoken spoken && spoken.pcm().size() <= ClipFormat.MOST_AUDIO_BYTES) {
      // Here a clip would be fitted into the time its caption has.
      out.give(
          segment(line, now)
              .setVoice(spoken.voice())
              .setClip(
                  Clip.newBuilder()
                      .setCodec(ClipFormat.PCM_S16LE)
                      .setSampleRateHz(spoken.sampleRateHz())
                      .setAudio(spoken.pcm())
                      .setTempo(AS_SYNTHESISED)
                      .setDurationMs(
                          ClipFormat.durationMs(spoken.pcm().size(), spoken.sampleRateHz())))
              .build());
      done(state, line, CLIPS, out);
    } else if (answer instanceof Spoken spoken) {
      String detail =
          "the clip has %,d bytes, a record takes %,d"
              .formatted(spoken.pcm().size(), ClipFormat.MOST_AUDIO_BYTES);
      refuse(state, line, TOO_LONG, detail, now, out);
    } else if (answer instanceof Nothing) {
      skip(state, line, EMPTY, "there is nothing in the text that could be said", now, out);
    } else if (answer instanceof Failed failed) {
      refuse(state, line, reason(failed), failed.detail(), now, out);
    }
    out.measure("lag_ms", now.epochMs() - line.getLag().getCapturedAtMs());
    if (state.getOverloadTold() && Overload.isCalm(settings.skipAfter(), sinceMs, now)) {
      state.clearOverloadTold();
      out.event(
          Overload.ends(
              ROOM,
              overload(state),
              line.getSessionId(),
              line.getEpoch(),
              line.getMediaStartSample(),
              now));
    }
    skipOverdue(state, now, out);
    return pass(state, now, out);
  }

  /** Nothing is in flight: speech that comes much too late is worse than none. */
  private void skipOverdue(SpeakState.Builder state, WallTime now, Outbox<SpokenSegment> out) {
    while (state.getWorkCount() > 0
        && state.getWork(0).hasLine()
        && Overload.isOver(settings.skipAfter(), state.getWork(0).getWaitingSinceMs(), now)) {
      Translation line = state.getWork(0).getLine();
      String detail =
          "it had waited for %d s, and %d s is the most"
              .formatted(
                  (now.epochMs() - state.getWork(0).getWaitingSinceMs()) / 1_000,
                  settings.skipAfter().toSeconds());
      out.event(
          Overload.skipped(
              ROOM,
              "not-spoken-" + state.getTargetLanguage(),
              line.getSessionId(),
              line.getEpoch(),
              line.getMediaStartSample(),
              now,
              "Caption %s was not spoken in %s (overload): %s"
                  .formatted(line.getCaptionId(), state.getTargetLanguage(), detail)));
      if (!state.getOverloadTold()) {
        state.setOverloadTold(true);
        out.event(
            Overload.begins(
                ROOM,
                overload(state),
                line.getSessionId(),
                line.getEpoch(),
                line.getMediaStartSample(),
                now,
                "captions go unspoken in " + state.getTargetLanguage()));
      }
      skip(state, line, OVERLOAD, detail, now, out);
    }
  }

  private static String overload(SpeakState.Builder state) {
    return "voice-overload-" + state.getTargetLanguage();
  }

  @Override
  public SpeakState restored(SpeakState state, WallTime now) {
    SpeakState.Builder restored = state.toBuilder();
    restored.getWorkBuilderList().forEach(work -> work.setWaitingSinceMs(now.epochMs()));
    return restored.build();
  }

  private static String reason(Failed failed) {
    return switch (failed.reason()) {
      case NO_VOICE -> "no-voice";
      case MODEL -> "model-failed";
      case DEADLINE -> "deadline";
      case TOO_LONG -> TOO_LONG;
    };
  }

  private static void refuse(
      SpeakState.Builder state,
      Translation line,
      String reason,
      String detail,
      WallTime now,
      Outbox<SpokenSegment> out) {
    out.event(notSpoken(state, line, reason, detail, now));
    skip(state, line, reason, detail, now, out);
  }

  private static void skip(
      SpeakState.Builder state,
      Translation line,
      String reason,
      String detail,
      WallTime now,
      Outbox<SpokenSegment> out) {
    out.give(
        segment(line, now)
            .setSkipped(Skipped.newBuilder().setReason(reason).setDetail(detail))
            .build());
    done(state, line, SKIPPED, out);
  }

  private static void done(
      SpeakState.Builder state, Translation line, String outcome, Outbox<?> out) {
    Sums sums = Sums.of(state.getCountersMap(), out);
    sums.add(REQUESTS, 1);
    sums.add(outcome, 1);
    sums.tally(
        line.getSessionId(),
        line.getEpoch(),
        stage(state.getTargetLanguage()),
        line.getUtteranceStartSample(),
        false);
    state.removeWork(0).clearCounters().putAllCounters(sums.toMap());
  }

  private static SpokenSegment.Builder segment(Translation line, WallTime now) {
    SpokenSegment.Builder segment =
        SpokenSegment.newBuilder()
            .setCaptionId(line.getCaptionId())
            .setSessionId(line.getSessionId())
            .setTargetLanguage(line.getTargetLanguage())
            .setEpoch(line.getEpoch())
            .setMediaStartSample(line.getMediaStartSample())
            .setMediaEndSample(line.getMediaEndSample())
            .setEpochOffsetSamples(line.getEpochOffsetSamples())
            .setUtteranceStartSample(line.getUtteranceStartSample())
            .setSegment(line.getSegment())
            .setText(line.getText())
            .setLag(Lag.letGo(line.getLag(), now));
    if (line.hasProgramDateTimeUs()) {
      segment.setProgramDateTimeUs(line.getProgramDateTimeUs());
    }
    return segment;
  }

  private static SessionEvent notSpoken(
      SpeakState.Builder state, Translation line, String reason, String detail, WallTime now) {
    return Happening.of(
        ROOM,
        SessionEvent.Kind.KIND_DEGRADED,
        SessionEvent.Party.PARTY_MODEL,
        "not-spoken-" + state.getTargetLanguage(),
        line.getSessionId(),
        line.getEpoch(),
        line.getMediaStartSample(),
        now,
        "Caption %s was not spoken in %s (%s): %s"
            .formatted(line.getCaptionId(), state.getTargetLanguage(), reason, detail),
        "See ./streamlation doctor for the voices that are installed and the log for the engine.");
  }

  @Override
  public boolean isFull(SpeakState state) {
    return state.getWorkCount() > settings.backlog();
  }

  @Override
  public boolean isFinal(SpeakQuestion question) {
    return true;
  }
}

package io.streamlation.flink.recognise;

import static io.streamlation.contracts.LedgerCounters.FAILED;
import static io.streamlation.contracts.LedgerCounters.HEARD;
import static io.streamlation.contracts.LedgerCounters.SAMPLES_IN;
import static io.streamlation.contracts.LedgerCounters.SILENT;
import static io.streamlation.contracts.LedgerCounters.SKIPPED;
import static io.streamlation.contracts.LedgerCounters.UTTERANCES;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.CaptionIds;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Border;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.HeardStretch;
import io.streamlation.contracts.v1.HeardUtterance;
import io.streamlation.contracts.v1.HeardUtterance.HeardText;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.RecogniseState;
import io.streamlation.contracts.v1.RecogniseWork;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.contracts.v1.UtteranceAudio;
import io.streamlation.contracts.v1.UtterancePart;
import io.streamlation.contracts.v1.Word;
import io.streamlation.flink.recognise.RecognitionOutcome.Failed;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardSegment;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import io.streamlation.flink.recognise.RecognitionOutcome.Silent;
import io.streamlation.flink.recognise.RecognitionRequest.Purpose;
import io.streamlation.flink.room.Happening;
import io.streamlation.flink.room.Lag;
import io.streamlation.flink.room.Outbox;
import io.streamlation.flink.room.Overload;
import io.streamlation.flink.room.Sums;
import io.streamlation.flink.think.Thinker;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks about utterances, finals first and in order; see the package for what is remembered. */
public final class SpeechRecogniser
    implements Thinker<
        SpeechChunk, RecogniseState, RecogniseQuestion, RecognitionOutcome, Hypothesis> {
  public static final String ROOM = "recognise";

  private static final String OVERLOAD = "overload";

  private static final long serialVersionUID = 1;

  private final RecogniseSettings settings;

  public SpeechRecogniser(RecogniseSettings settings) {
    this.settings = settings;
  }

  @Override
  public Optional<RecogniseState> take(
      Optional<RecogniseState> state, SpeechChunk chunk, WallTime now, Outbox<Hypothesis> out) {
    RecogniseState.Builder after =
        state.map(RecogniseState::toBuilder).orElseGet(RecogniseState::newBuilder);
    switch (chunk.getContentCase()) {
      case PART -> append(after, chunk.getPart(), now);
      case EPOCH_CLOSED ->
          after.addWork(RecogniseWork.newBuilder().setEpochClosed(chunk.getEpochClosed()));
      case FRONTIER -> lineUp(after, chunk.getFrontier());
      case CONTENT_NOT_SET ->
          throw new IllegalStateException(
              "a chunk of session %s has neither sound nor an end".formatted(chunk.getSessionId()));
    }
    return goOn(after, false, now, out);
  }

  private static void append(RecogniseState.Builder state, UtterancePart part, WallTime now) {
    int last = state.getWorkCount() - 1;
    boolean goesOn =
        last >= 0
            && state.getWork(last).hasUtterance()
            && same(state.getWork(last).getUtterance().getUtterance(), part.getUtterance());
    UtteranceAudio.Builder audio =
        goesOn
            ? state.getWork(last).getUtterance().toBuilder()
            : UtteranceAudio.newBuilder().setUtterance(part.getUtterance());
    audio
        .setPcm(audio.getPcm().concat(part.getPcm()))
        .setClosedBy(part.getClosedBy())
        .setWaitingSinceMs(now.epochMs())
        .setLag(Lag.takenUp(part.getLag(), ROOM, now));
    if (goesOn) {
      state.setWork(last, RecogniseWork.newBuilder().setUtterance(audio));
    } else {
      state.addWork(RecogniseWork.newBuilder().setUtterance(audio));
    }
  }

  /** A frontier behind another says all that the other did. */
  private static void lineUp(RecogniseState.Builder state, Frontier frontier) {
    int last = state.getWorkCount() - 1;
    RecogniseWork.Builder work = RecogniseWork.newBuilder().setFrontier(frontier);
    if (last >= 0 && state.getWork(last).hasFrontier()) {
      state.setWork(last, work);
    } else {
      state.addWork(work);
    }
  }

  /**
   * Frontiers and ends of epochs wait behind the utterances before them.
   *
   * @param free nothing is in flight, so the first utterance may be given up
   */
  private Optional<RecogniseState> goOn(
      RecogniseState.Builder state, boolean free, WallTime now, Outbox<Hypothesis> out) {
    while (state.getWorkCount() > 0) {
      RecogniseWork first = state.getWork(0);
      if (first.hasEpochClosed()) {
        closeEpoch(state, first.getEpochClosed(), now, out);
      } else if (first.hasFrontier()) {
        state.removeWork(0);
        out.give(
            Hypothesis.newBuilder()
                .setSessionId(first.getFrontier().getSessionId())
                .setFrontier(first.getFrontier())
                .build());
      } else if (free && isOverdue(first.getUtterance(), now)) {
        skip(state, first.getUtterance(), now, out);
      } else {
        break;
      }
    }
    RecogniseState left = state.build();
    return left.equals(RecogniseState.getDefaultInstance()) ? Optional.empty() : Optional.of(left);
  }

  private static void closeEpoch(
      RecogniseState.Builder state, EpochClosed closed, WallTime now, Outbox<Hypothesis> out) {
    if (state.getOverloadTold()) {
      out.event(
          Overload.ends(
              ROOM,
              OVERLOAD,
              closed.getSessionId(),
              closed.getEpoch(),
              closed.getEndSample(),
              now));
    }
    state
        .removeWork(0)
        .clearPartialEndSample()
        .clearPreviousText()
        .clearOverloadTold()
        .clearSpeakers()
        .clearSpeakersHeard();
    Sums.of(state.getCountersMap(), out)
        .tally(closed.getSessionId(), closed.getEpoch(), ROOM, closed.getEndSample(), true);
    state.clearCounters();
    out.give(
        Hypothesis.newBuilder().setSessionId(closed.getSessionId()).setEpochClosed(closed).build());
  }

  private boolean isOverdue(UtteranceAudio audio, WallTime now) {
    return isClosed(audio) && Overload.isOver(settings.skipAfter(), audio.getWaitingSinceMs(), now);
  }

  /** Nobody will listen to it: said, counted, and passed on so that what was shown of it goes. */
  private void skip(
      RecogniseState.Builder state, UtteranceAudio audio, WallTime now, Outbox<Hypothesis> out) {
    Utterance utterance = audio.getUtterance();
    String detail =
        "it had waited for %d s, and %d s is the most"
            .formatted(
                (now.epochMs() - audio.getWaitingSinceMs()) / 1_000,
                settings.skipAfter().toSeconds());
    Sums sums = Sums.of(state.getCountersMap(), out);
    sums.add(UTTERANCES, 1);
    sums.add(SAMPLES_IN, samples(audio.getPcm()));
    sums.add(SKIPPED, 1);
    sums.tally(utterance.getSessionId(), utterance.getEpoch(), ROOM, endSample(audio), false);
    state.clearCounters().putAllCounters(sums.toMap());
    out.event(
        Overload.skipped(
            ROOM,
            "utterance-skipped",
            utterance.getSessionId(),
            utterance.getEpoch(),
            utterance.getStartSample(),
            now,
            "The utterance at sample %d of session %s (%d ms) was skipped: %s"
                .formatted(
                    utterance.getStartSample(),
                    utterance.getSessionId(),
                    AudioFormat.msOfSamples(samples(audio.getPcm())),
                    detail)));
    tellOverload(state, utterance, "utterances are skipped", now, out);
    out.give(
        Hypothesis.newBuilder()
            .setSessionId(utterance.getSessionId())
            .setHeard(
                HeardUtterance.newBuilder()
                    .setUtterance(utterance)
                    .setEndSample(endSample(audio))
                    .setFinal(true)
                    .setSkipped(
                        HeardUtterance.Trouble.newBuilder().setReason(OVERLOAD).setDetail(detail))
                    .setLag(Lag.letGo(audio.getLag(), now)))
            .build());
    state.removeWork(0).clearPartialEndSample();
  }

  private static void tellOverload(
      RecogniseState.Builder state,
      Utterance utterance,
      String what,
      WallTime now,
      Outbox<Hypothesis> out) {
    if (!state.getOverloadTold()) {
      state.setOverloadTold(true);
      out.event(
          Overload.begins(
              ROOM,
              OVERLOAD,
              utterance.getSessionId(),
              utterance.getEpoch(),
              utterance.getStartSample(),
              now,
              what));
    }
  }

  @Override
  public RecogniseState restored(RecogniseState state, WallTime now) {
    RecogniseState.Builder restored = state.toBuilder();
    restored.getWorkBuilderList().stream()
        .filter(RecogniseWork.Builder::hasUtterance)
        .forEach(work -> work.getUtteranceBuilder().setWaitingSinceMs(now.epochMs()));
    return restored.build();
  }

  @Override
  public Optional<RecogniseQuestion> next(RecogniseState state, WallTime now) {
    if (state.getWorkCount() == 0) {
      return Optional.empty();
    }
    UtteranceAudio audio = state.getWork(0).getUtterance();
    if (isClosed(audio)) {
      return Optional.of(
          question(
              state,
              audio,
              Purpose.FINAL,
              Overload.isOver(settings.degradeAfter(), audio.getWaitingSinceMs(), now)));
    }
    long heard = Math.max(state.getPartialEndSample(), audio.getUtterance().getStartSample());
    boolean enoughIsNew =
        endSample(audio) - heard >= AudioFormat.samplesOfMs(settings.partialEvery().toMillis());
    boolean fresh =
        now.epochMs() - audio.getLag().getCapturedAtMs() <= settings.partialMaxAge().toMillis();
    return settings.partials() && enoughIsNew && fresh
        ? Optional.of(question(state, audio, Purpose.PARTIAL, false))
        : Optional.empty();
  }

  private RecogniseQuestion question(
      RecogniseState state, UtteranceAudio audio, Purpose purpose, boolean hurried) {
    Utterance utterance = audio.getUtterance();
    short[] pcm = new short[audio.getPcm().size() / AudioFormat.BYTES_PER_SAMPLE];
    audio.getPcm().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(pcm);
    return new RecogniseQuestion(
        utterance,
        endSample(audio),
        audio.getLag(),
        new RecognitionRequest(
            Loudness.raised(pcm),
            utterance.getSourceLanguage(),
            state.getPreviousText(),
            purpose,
            seed(utterance)),
        hurried,
        settings.speakers() && purpose == Purpose.FINAL);
  }

  /** The same sound gets the same luck, in a replay and under another session's name. */
  private static long seed(Utterance utterance) {
    long seed = 0xcbf29ce484222325L; // FNV-1a
    String id =
        CaptionIds.withoutSession(
            CaptionIds.of(
                utterance.getSessionId(), utterance.getEpoch(), utterance.getStartSample(), 0));
    for (int i = 0; i < id.length(); i++) {
      seed = (seed ^ id.charAt(i)) * 0x100000001b3L;
    }
    return seed;
  }

  @Override
  public Optional<RecogniseState> apply(
      Optional<RecogniseState> before,
      RecogniseQuestion asked,
      RecognitionOutcome answer,
      WallTime now,
      Outbox<Hypothesis> out) {
    if (before.isEmpty() || before.get().getWorkCount() == 0) {
      return before;
    }
    RecogniseState.Builder state = before.get().toBuilder();
    if (!same(state.getWork(0).getUtterance().getUtterance(), asked.utterance())) {
      return before;
    }
    RecognitionOutcome outcome = withoutEmptyWords(answer);
    HeardUtterance.Builder heard = heard(asked, outcome, now);
    if (asked.voice() && outcome instanceof Heard words) {
      heard.setSpeaker(Diarisation.speaker(state, words.voice()));
    }
    out.give(
        Hypothesis.newBuilder()
            .setSessionId(asked.utterance().getSessionId())
            .setHeard(heard)
            .build());
    if (!asked.isFinal()) {
      return Optional.of(state.setPartialEndSample(asked.endSample()).build());
    }
    account(state, asked, outcome, now, out);
    weighLoad(state, asked, outcome, now, out);
    state.removeWork(0).clearPartialEndSample();
    remember(state, outcome);
    return goOn(state, true, now, out);
  }

  private void weighLoad(
      RecogniseState.Builder state,
      RecogniseQuestion asked,
      RecognitionOutcome outcome,
      WallTime now,
      Outbox<Hypothesis> out) {
    Duration bearable =
        settings.degradeAfter().isZero() ? settings.skipAfter() : settings.degradeAfter();
    long sinceMs = state.getWork(0).getUtterance().getWaitingSinceMs();
    if (outcome instanceof Heard heard && heard.degraded()) {
      out.count("degraded", 1);
      tellOverload(state, asked.utterance(), "a smaller model tier hears it", now, out);
    } else if (state.getOverloadTold() && Overload.isCalm(bearable, sinceMs, now)) {
      state.clearOverloadTold();
      out.event(
          Overload.ends(
              ROOM,
              OVERLOAD,
              asked.utterance().getSessionId(),
              asked.utterance().getEpoch(),
              asked.utterance().getStartSample(),
              now));
    }
  }

  /** Something heard in which there is no word is silence. */
  private static RecognitionOutcome withoutEmptyWords(RecognitionOutcome answer) {
    return answer instanceof Heard heard
            && heard.segments().stream().allMatch(SpeechRecogniser::isEmpty)
        ? new Silent("no words", heard.noSpeechProb())
        : answer;
  }

  private static boolean isEmpty(HeardSegment segment) {
    return segment.words().stream().allMatch(word -> word.text().isBlank());
  }

  private static HeardUtterance.Builder heard(
      RecogniseQuestion asked, RecognitionOutcome answer, WallTime now) {
    HeardUtterance.Builder heard =
        HeardUtterance.newBuilder()
            .setUtterance(asked.utterance())
            .setEndSample(asked.endSample())
            .setFinal(asked.isFinal())
            .setLag(Lag.letGo(asked.lag(), now));
    if (answer instanceof Heard words) {
      heard.setText(text(asked, words));
    } else if (answer instanceof Silent silent) {
      heard.setSilent(HeardUtterance.Silence.newBuilder().setReason(silent.reason()));
    } else if (answer instanceof Failed failed) {
      heard.setFailed(
          HeardUtterance.Trouble.newBuilder()
              .setReason(failed.reason().name())
              .setDetail(failed.detail()));
    }
    return heard;
  }

  /** Times become positions in the epoch, and lie inside the sound that was asked about. */
  private static HeardText text(RecogniseQuestion asked, Heard heard) {
    HeardText.Builder text =
        HeardText.newBuilder().setLanguage(heard.language()).setDegraded(heard.degraded());
    for (HeardSegment segment : heard.segments()) {
      HeardStretch.Builder stretch =
          HeardStretch.newBuilder()
              .setStartSample(inside(asked, segment.startSample()))
              .setEndSample(inside(asked, segment.endSample()));
      for (HeardWord word : segment.words()) {
        if (word.text().isBlank()) {
          continue;
        }
        stretch.addWords(
            Word.newBuilder()
                .setText(word.text().strip())
                .setStartSample(inside(asked, word.startSample()))
                .setEndSample(inside(asked, word.endSample()))
                .setConfidence(word.confidence()));
      }
      if (stretch.getWordsCount() > 0) {
        text.addStretches(stretch);
      }
    }
    return text.build();
  }

  private static long inside(RecogniseQuestion asked, long sampleOfRequest) {
    long start = asked.utterance().getStartSample();
    return Math.max(start, Math.min(asked.endSample(), start + sampleOfRequest));
  }

  private static void account(
      RecogniseState.Builder state,
      RecogniseQuestion asked,
      RecognitionOutcome answer,
      WallTime now,
      Outbox<Hypothesis> out) {
    Utterance utterance = asked.utterance();
    Sums sums = Sums.of(state.getCountersMap(), out);
    sums.add(UTTERANCES, 1);
    sums.add(SAMPLES_IN, asked.request().pcm().length);
    if (answer instanceof Heard) {
      sums.add(HEARD, 1);
    } else if (answer instanceof Silent) {
      sums.add(SILENT, 1);
    } else if (answer instanceof Failed failed) {
      sums.add(FAILED, 1);
      out.event(failure(utterance, failed, now));
    }
    sums.tally(utterance.getSessionId(), utterance.getEpoch(), ROOM, asked.endSample(), false);
    state.clearCounters().putAllCounters(sums.toMap());
  }

  private void remember(RecogniseState.Builder state, RecognitionOutcome answer) {
    if (settings.context() > 0 && answer instanceof Heard heard) {
      String said =
          heard.segments().stream()
              .flatMap(segment -> segment.words().stream())
              .map(HeardWord::text)
              .collect(Collectors.joining(" ", state.getPreviousText() + " ", ""))
              .strip();
      int from = Math.max(0, said.length() - settings.context());
      int wordBegins = from == 0 ? 0 : said.indexOf(' ', from) + 1;
      state.setPreviousText(said.substring(wordBegins));
    }
  }

  private static SessionEvent failure(Utterance utterance, Failed failed, WallTime now) {
    return Happening.of(
        ROOM,
        SessionEvent.Kind.KIND_DEGRADED,
        SessionEvent.Party.PARTY_MODEL,
        "not-recognised",
        utterance.getSessionId(),
        utterance.getEpoch(),
        utterance.getStartSample(),
        now,
        "The utterance at sample %d of session %s was not recognised (%s): %s"
            .formatted(
                utterance.getStartSample(),
                utterance.getSessionId(),
                failed.reason().name().toLowerCase(Locale.ROOT),
                failed.detail()),
        "See ./streamlation doctor for the packs that are installed and the log for the model.");
  }

  @Override
  public boolean isFull(RecogniseState state) {
    long samples = 0;
    for (RecogniseWork work : state.getWorkList()) {
      samples += samples(work.getUtterance().getPcm());
    }
    return samples > AudioFormat.samplesOfMs(settings.backlog().toMillis());
  }

  @Override
  public boolean isFinal(RecogniseQuestion question) {
    return question.isFinal();
  }

  private static boolean isClosed(UtteranceAudio audio) {
    return audio.getClosedBy() != Border.BORDER_UNSPECIFIED;
  }

  private static boolean same(Utterance one, Utterance other) {
    return one.getEpoch() == other.getEpoch() && one.getStartSample() == other.getStartSample();
  }

  private static long endSample(UtteranceAudio audio) {
    return audio.getUtterance().getStartSample() + samples(audio.getPcm());
  }

  private static long samples(ByteString pcm) {
    return pcm.size() / AudioFormat.BYTES_PER_SAMPLE;
  }
}

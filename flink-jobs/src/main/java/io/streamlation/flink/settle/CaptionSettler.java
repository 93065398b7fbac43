package io.streamlation.flink.settle;

import static io.streamlation.contracts.LedgerCounters.FINALS;
import static io.streamlation.contracts.LedgerCounters.UTTERANCES;
import static io.streamlation.contracts.LedgerCounters.WITHDRAWN;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.CaptionIds;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.HeardUtterance;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.SettleState;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.flink.room.Lag;
import io.streamlation.flink.room.Outbox;
import io.streamlation.flink.room.ScreenLines;
import io.streamlation.flink.room.Sums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what was heard into captions; see the package for what is remembered. */
public final class CaptionSettler implements Serializable {
  public static final String ROOM = "settle";

  private static final long serialVersionUID = 1;

  private final Look usual;

  public CaptionSettler(SettleSettings settings) {
    this.usual = Look.of(settings, new ScreenLines(settings.charsPerLine(), settings.lines()));
  }

  /** What captions look like. */
  private record Look(SettleSettings settings, ScreenLines screen, CaptionSplitter splitter)
      implements Serializable {
    static Look of(SettleSettings settings, ScreenLines screen) {
      return new Look(settings, screen, new CaptionSplitter(settings, screen));
    }
  }

  /** As the plan that the utterance began under wants it: the utterance brings it along. */
  private Look look(Utterance utterance) {
    return utterance.hasCaptionLayout()
        ? Look.of(
            usual.settings().under(utterance.getCaptionLayout()),
            usual.screen().under(utterance.getCaptionLayout()))
        : usual;
  }

  public Optional<SettleState> take(
      Optional<SettleState> before,
      Hypothesis hypothesis,
      WallTime now,
      Outbox<SettledCaption> out) {
    SettleState state = before.orElse(SettleState.getDefaultInstance());
    return switch (hypothesis.getContentCase()) {
      case HEARD -> {
        HeardUtterance heard = hypothesis.getHeard();
        SettleState here = isOf(state, heard) ? state : nextUtterance(state, heard);
        yield Optional.of(
            heard.getFinal() ? settle(here, heard, now, out) : show(here, heard, now, out));
      }
      case FRONTIER -> {
        Frontier frontier = hypothesis.getFrontier();
        // Not with each final: only now are all out that this sample stands for.
        Sums.of(state.getCountersMap(), out)
            .tally(frontier.getSessionId(), frontier.getEpoch(), ROOM, frontier.getSample(), false);
        out.give(
            SettledCaption.newBuilder()
                .setSessionId(frontier.getSessionId())
                .setFrontier(frontier)
                .build());
        yield before;
      }
      case EPOCH_CLOSED -> {
        EpochClosed closed = hypothesis.getEpochClosed();
        Sums.of(state.getCountersMap(), out)
            .tally(closed.getSessionId(), closed.getEpoch(), ROOM, closed.getEndSample(), true);
        out.give(
            SettledCaption.newBuilder()
                .setSessionId(closed.getSessionId())
                .setEpochClosed(closed)
                .build());
        yield Optional.empty();
      }
      case CONTENT_NOT_SET ->
          throw new IllegalStateException(
              "a hypothesis of session %s says nothing".formatted(hypothesis.getSessionId()));
    };
  }

  private static boolean isOf(SettleState state, HeardUtterance heard) {
    return state.getUtteranceStartSample() == heard.getUtterance().getStartSample();
  }

  private static SettleState nextUtterance(SettleState state, HeardUtterance heard) {
    return SettleState.newBuilder()
        .setUtteranceStartSample(heard.getUtterance().getStartSample())
        .putAllCounters(state.getCountersMap())
        .setSpeaker(state.getSpeaker())
        .build();
  }

  private SettleState show(
      SettleState state, HeardUtterance heard, WallTime now, Outbox<SettledCaption> out) {
    if (!heard.hasText()) {
      return state; // what is shown stays until the final says otherwise
    }
    List<SpokenWord> current = SpokenWord.of(heard.getText().getStretchesList());
    List<SpokenWord> agreed =
        agree(
            SpokenWord.of(state.getAgreedList()), SpokenWord.of(state.getPreviousList()), current);
    List<SpokenWord> shown = new ArrayList<>(agreed);
    if (current.size() > agreed.size()) {
      shown.addAll(current.subList(agreed.size(), current.size()));
    }
    int captions = give(heard, shown, agreed.size(), state, now, out);
    return state.toBuilder()
        .clearPrevious()
        .addAllPrevious(heard.getText().getStretchesList())
        .clearAgreed()
        .addAllAgreed(SpokenWord.stretches(agreed))
        .setShown(captions)
        .build();
  }

  /**
   * LocalAgreement-2: what two successive hypotheses begin with alike is stable. What was stable
   * stays; a hypothesis that contradicts it adds nothing.
   */
  private static List<SpokenWord> agree(
      List<SpokenWord> agreed, List<SpokenWord> previous, List<SpokenWord> current) {
    int alike = commonPrefix(previous, current);
    if (alike <= agreed.size() || commonPrefix(agreed, current) < agreed.size()) {
      return agreed;
    }
    List<SpokenWord> more = new ArrayList<>(agreed);
    more.addAll(current.subList(agreed.size(), alike));
    return more;
  }

  private static int commonPrefix(List<SpokenWord> one, List<SpokenWord> other) {
    int length = 0;
    while (length < Math.min(one.size(), other.size())
        && one.get(length).plain().equals(other.get(length).plain())) {
      length++;
    }
    return length;
  }

  private SettleState settle(
      SettleState state, HeardUtterance heard, WallTime now, Outbox<SettledCaption> out) {
    List<SpokenWord> words = SpokenWord.of(heard.getText().getStretchesList());
    int finals = give(heard, words, words.size(), state, now, out);
    Sums sums = Sums.of(state.getCountersMap(), out);
    sums.add(UTTERANCES, 1);
    sums.add(FINALS, finals);
    Utterance utterance = heard.getUtterance();
    if (finals > 0) {
      out.measure("lag_ms", now.epochMs() - heard.getLag().getCapturedAtMs());
    }
    return SettleState.newBuilder()
        .setUtteranceStartSample(utterance.getStartSample())
        .putAllCounters(sums.toMap())
        .setSpeaker(
            finals == 0 || heard.getSpeaker().isEmpty() ? state.getSpeaker() : heard.getSpeaker())
        .build();
  }

  /** Gives the captions of these words, and takes back those that were shown beyond them. */
  private int give(
      HeardUtterance heard,
      List<SpokenWord> words,
      int stableWords,
      SettleState state,
      WallTime now,
      Outbox<SettledCaption> out) {
    String language = heard.getText().getLanguage();
    Look look = look(heard.getUtterance());
    boolean byOther = isByOther(state, heard);
    List<List<SpokenWord>> captions =
        words.isEmpty() ? List.of() : look.splitter().split(words, language, byOther);
    int wordsBefore = 0;
    for (int segment = 0; segment < captions.size(); segment++) {
      List<SpokenWord> these = captions.get(segment);
      long latestEnd =
          segment + 1 < captions.size()
              ? captions.get(segment + 1).get(0).word().getStartSample()
              : heard.getEndSample();
      int stableHere = Math.max(0, Math.min(these.size(), stableWords - wordsBefore));
      Caption.Builder caption =
          caption(heard, segment, now)
              .setSpeaker(heard.getSpeaker())
              .setSpeakerChanged(byOther && segment == 0);
      write(caption, these, stableHere, language, look.screen());
      time(caption, heard, these, latestEnd, look.settings());
      send(caption, out);
      wordsBefore += these.size();
    }
    for (int segment = captions.size(); segment < state.getShown(); segment++) {
      out.count(WITHDRAWN, 1);
      send(
          caption(heard, segment, now)
              .setState(Caption.State.STATE_WITHDRAWN)
              .setMediaStartSample(heard.getUtterance().getStartSample())
              .setMediaEndSample(heard.getEndSample()),
          out);
    }
    return captions.size();
  }

  private static boolean isByOther(SettleState state, HeardUtterance heard) {
    return !state.getSpeaker().isEmpty()
        && !heard.getSpeaker().isEmpty()
        && !heard.getSpeaker().equals(state.getSpeaker());
  }

  /** A revision counts the samples heard, so a replay gives a final the same one; finals win. */
  private static Caption.Builder caption(HeardUtterance heard, int segment, WallTime now) {
    Utterance utterance = heard.getUtterance();
    long samplesHeard = heard.getEndSample() - utterance.getStartSample();
    Caption.Builder caption = Caption.newBuilder();
    if (utterance.hasCaptionLayout()) {
      caption.setCaptionLayout(utterance.getCaptionLayout());
    }
    return caption
        .setId(
            CaptionIds.of(
                utterance.getSessionId(),
                utterance.getEpoch(),
                utterance.getStartSample(),
                segment))
        .setSessionId(utterance.getSessionId())
        .setEpoch(utterance.getEpoch())
        .setUtteranceStartSample(utterance.getStartSample())
        .setSegment(segment)
        .setRevision(samplesHeard + (heard.getFinal() ? 1 : 0))
        .setState(heard.getFinal() ? Caption.State.STATE_FINAL : Caption.State.STATE_PARTIAL)
        .setLanguage(heard.getText().getLanguage())
        .setEpochOffsetSamples(utterance.getEpochOffsetSamples())
        .setPlanRevision(utterance.getPlanRevision())
        .setDegraded(heard.getText().getDegraded())
        .setLag(Lag.passed(heard.getLag(), ROOM, now, now));
  }

  private static void write(
      Caption.Builder caption,
      List<SpokenWord> words,
      int stableWords,
      String language,
      ScreenLines screen) {
    String blank = ScreenLines.blank(language);
    String text = SpokenWord.join(words, blank);
    caption
        .setText(text)
        .addAllLines(screen.lay(ScreenLines.spoken(text, caption.getSpeakerChanged()), language))
        .setStablePrefixLength(SpokenWord.join(words.subList(0, stableWords), blank).length())
        .addAllWords(words.stream().map(SpokenWord::word).toList());
  }

  /**
   * From the first word to the last, and longer where that is too short to read and room is left.
   */
  private static void time(
      Caption.Builder caption,
      HeardUtterance heard,
      List<SpokenWord> words,
      long latestEnd,
      SettleSettings settings) {
    Utterance utterance = heard.getUtterance();
    long start = words.get(0).word().getStartSample();
    long spokenEnd = words.get(words.size() - 1).word().getEndSample();
    long readingMs =
        Math.max(
            settings.shortest().toMillis(),
            caption.getText().length() * 1_000L / settings.charsPerSecond());
    long readEnd = Math.min(latestEnd, start + AudioFormat.samplesOfMs(readingMs));
    // A model's times may run backwards; a caption's do not.
    long end = Math.max(start, Math.max(spokenEnd, readEnd));
    caption.setMediaStartSample(start).setMediaEndSample(end);
    if (utterance.hasProgramDateTimeUs()) {
      caption.setProgramDateTimeUs(
          utterance.getProgramDateTimeUs()
              + (start - utterance.getStartSample()) * 1_000 / AudioFormat.SAMPLES_PER_MS);
    }
  }

  private static void send(Caption.Builder caption, Outbox<SettledCaption> out) {
    out.give(
        SettledCaption.newBuilder()
            .setSessionId(caption.getSessionId())
            .setCaption(caption)
            .build());
  }
}

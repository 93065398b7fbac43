package io.streamlation.flink.cut;

import static io.streamlation.contracts.LedgerCounters.FRAMES_IN;
import static io.streamlation.contracts.LedgerCounters.FRAMES_REFUSED;
import static io.streamlation.contracts.LedgerCounters.FRAMES_REPEATED;
import static io.streamlation.contracts.LedgerCounters.FRAMES_STALE;
import static io.streamlation.contracts.LedgerCounters.FRAMES_TAKEN;
import static io.streamlation.contracts.LedgerCounters.GAPS;
import static io.streamlation.contracts.LedgerCounters.GAP_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.MISSING_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.PCM_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.SILENCE_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.SPEECH_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.UTTERANCES;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Border;
import io.streamlation.contracts.v1.CutState;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.FrameHeader;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.contracts.v1.UtterancePart;
import io.streamlation.flink.room.Happening;
import io.streamlation.flink.room.Lag;
import io.streamlation.flink.room.Outbox;
import io.streamlation.flink.room.Sums;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a session's frames into utterances; see the package for what is remembered. The clock is
 * only written down.
 */
public final class SpeechCutter implements Serializable {
  public static final String ROOM = "cut";

  private static final long serialVersionUID = 1;

  /** A channel without speech of which so much is louder than silence is not silent. */
  private static final double SHARE_OF_SOUND = .1;

  /** So often the rooms behind this one hear that nobody speaks. */
  private static final long FRONTIER_EVERY_SAMPLES = AudioFormat.SAMPLE_RATE_HZ; // a second

  private static final long ONSET_MASK = (1L << CutSettings.ONSET_SPAN_WINDOWS) - 1;

  private final CutSettings settings;
  private final VoiceActivityDetector detector;

  public SpeechCutter(CutSettings settings, VoiceActivityDetector detector) {
    this.settings = settings;
    this.detector = detector;
  }

  /**
   * Takes up one frame.
   *
   * @param before empty where nothing is remembered of the session
   * @param frame without content where the door refused it and only its identity is left
   * @return what is to be remembered now
   */
  public Optional<CutState> take(
      Optional<CutState> before, AudioFrame frame, WallTime now, Outbox<SpeechChunk> out) {
    boolean refused = frame.getContentCase() == AudioFrame.ContentCase.CONTENT_NOT_SET;
    if (before.isEmpty() && (refused || isEndOfSomethingForgotten(frame))) {
      out.count(FRAMES_STALE, 1);
      return before;
    }
    if (before.isPresent() && before.get().getClosed() && frame.getEpoch() <= epoch(before)) {
      out.count(FRAMES_STALE, 1);
      return before;
    }
    Cutting cutting = new Cutting(before, frame, now, out);
    if (refused) {
      cutting.sums.add(FRAMES_IN, 1);
      cutting.sums.add(FRAMES_REFUSED, 1);
      return Optional.of(cutting.state());
    }
    if (frame.getEpoch() < cutting.epoch) {
      cutting.sums.add(FRAMES_IN, 1);
      cutting.sums.add(FRAMES_STALE, 1);
      return Optional.of(cutting.state());
    }
    if (frame.getEpoch() > cutting.epoch) {
      if (!cutting.closed) {
        cutting.closeEpoch(End.Reason.REASON_UNSPECIFIED_VALUE);
      }
      cutting = new Cutting(Optional.empty(), frame, now, out);
    }
    cutting.take(frame);
    return Optional.of(cutting.state());
  }

  private static long epoch(Optional<CutState> state) {
    return state.orElseThrow().getEpoch();
  }

  /** An end is never the first thing heard of an epoch, unless the epoch is empty. */
  private static boolean isEndOfSomethingForgotten(AudioFrame frame) {
    return frame.hasEnd() && frame.getFrameNumber() > 0;
  }

  /** One session's state opened up while one frame is worked on. */
  private final class Cutting {
    private final String sessionId;
    private final WallTime now;
    private final Outbox<SpeechChunk> out;
    private final CutState.Builder state;
    private final List<FrameHeader> headers;
    private final Sums sums;
    private final long epoch;
    private final long epochOffset;
    private final long planRevision;
    private ByteString unjudged;
    private ByteString held;
    private long heldStart;
    private Optional<Utterance> open;

    /** Sound of the open utterance that leaves the room with this frame. */
    private ByteString leaving = ByteString.EMPTY;

    private boolean closed;
    private boolean tallyIsDue;

    Cutting(Optional<CutState> before, AudioFrame frame, WallTime now, Outbox<SpeechChunk> out) {
      this.sessionId = frame.getSessionId();
      this.now = now;
      this.out = out;
      CutState was =
          before.orElseGet(() -> CutState.newBuilder().setEpoch(frame.getEpoch()).build());
      this.state = was.toBuilder();
      this.headers = new ArrayList<>(was.getHeadersList());
      this.sums = Sums.of(was.getCountersMap(), out);
      this.epoch = was.getEpoch();
      this.epochOffset = frame.getEpochOffsetSamples();
      this.planRevision = frame.getPlanRevision();
      this.unjudged = was.getUnjudged();
      this.held = was.getHeld();
      this.heldStart = was.getHeldStartSample();
      this.open = was.hasOpen() ? Optional.of(was.getOpen()) : Optional.empty();
      this.closed = was.getClosed();
    }

    void take(AudioFrame frame) {
      sums.add(FRAMES_IN, 1);
      if (frame.getFrameNumber() < state.getNextFrameNumber()) {
        sums.add(FRAMES_REPEATED, 1);
        return;
      }
      if (frame.getStartSample() < state.getNextSample()) {
        sums.add(FRAMES_REFUSED, 1);
        out.event(overlap(frame));
        return;
      }
      if (state.hasLeap()) {
        AudioFrame leap = state.getLeap();
        state.clearLeap();
        if (goesOnFrom(leap, frame)) {
          put(leap);
        } else {
          sums.add(FRAMES_REFUSED, 1);
          out.event(outOfPlace(leap));
        }
      }
      if (leaps(frame)) {
        state.setLeap(frame);
        return;
      }
      put(frame);
    }

    /**
     * Sound is missing before it, or it is nobody's: a single frame far ahead must not make all
     * that come after it look old. An end is believed at once, for nothing follows it.
     */
    private boolean leaps(AudioFrame frame) {
      return !frame.hasEnd()
          && (frame.getStartSample() > state.getNextSample()
              || frame.getFrameNumber() > state.getNextFrameNumber());
    }

    private boolean goesOnFrom(AudioFrame leap, AudioFrame frame) {
      long samples = leap.hasGap() ? leap.getGap().getSamples() : samples(leap.getPcm());
      return frame.getFrameNumber() == leap.getFrameNumber() + 1
          && frame.getStartSample() == leap.getStartSample() + samples;
    }

    private void put(AudioFrame frame) {
      sums.add(FRAMES_TAKEN, 1);
      if (frame.getStartSample() > state.getNextSample()) {
        long missing = frame.getStartSample() - state.getNextSample();
        sums.add(MISSING_SAMPLES, missing);
        out.event(hole(frame, missing));
        skipTo(frame.getStartSample());
      }
      state.setNextFrameNumber(frame.getFrameNumber() + 1);
      switch (frame.getContentCase()) {
        case PCM -> hear(frame);
        case GAP -> {
          sums.add(GAPS, 1);
          sums.add(GAP_SAMPLES, frame.getGap().getSamples());
          skipTo(frame.getStartSample() + frame.getGap().getSamples());
        }
        case END -> closeEpoch(frame.getEnd().getReasonValue());
        case CONTENT_NOT_SET ->
            throw new IllegalStateException("a frame without content is no frame to cut");
      }
      if (!closed && state.getNextSample() >= state.getNextTallySample()) {
        tallyIsDue = true;
      }
    }

    private void hear(AudioFrame frame) {
      headers.add(
          FrameHeader.newBuilder()
              .setFrame(frame.toBuilder().clearPcm().clearNextPosition().clearSessionId())
              .setTakenUpAtMs(now.epochMs())
              .build());
      state.setNextSample(frame.getStartSample() + samples(frame.getPcm()));
      unjudged = unjudged.concat(frame.getPcm());
      for (int next = toNextLine(); unjudged.size() >= next; next = toNextLine()) {
        ByteString window = unjudged.substring(0, next);
        unjudged = unjudged.substring(next);
        if (samples(window) == detector.windowSamples()) {
          judge(window);
        } else {
          held = held.concat(window); // too short to be judged; nothing is open where it can occur
        }
      }
    }

    /**
     * Bytes to the end of the next window. Windows lie on the session's own time line, whatever
     * epoch or gap came before: the same sound is judged in the same windows.
     */
    private int toNextLine() {
      int window = detector.windowSamples();
      long past = (epochOffset + judgedEnd()) % window;
      return (int) (window - past) * AudioFormat.BYTES_PER_SAMPLE;
    }

    private void judge(ByteString window) {
      VoiceActivityDetector.Judgement judgement =
          detector.judge(
              state.getVoiceActivity(),
              pcm(window),
              (epochOffset + judgedEnd()) / detector.windowSamples());
      state.setVoiceActivity(judgement.after());
      held = held.concat(window);
      if (open.isPresent()) {
        listenOn(judgement.speech() >= settings.silentBelow());
      } else {
        countUnspoken(window);
        listenForVoice(judgement.speech() > settings.speechAbove());
      }
    }

    private void countUnspoken(ByteString window) {
      long heard = samples(window);
      if (state.getUnspokenSamples() == 0) {
        state.setUnspokenSinceSample(judgedEnd() - heard);
      }
      state.setUnspokenSamples(state.getUnspokenSamples() + heard);
      if (rms(pcm(window)) >= settings.quietRms()) {
        state.setUnspokenLoudSamples(state.getUnspokenLoudSamples() + heard);
      }
      long patience = CutSettings.samples(settings.silenceAlarm());
      if (patience > 0 && state.getUnspokenSamples() >= patience && !state.getSilenceTold()) {
        state.setSilenceTold(true);
        out.event(silence());
      }
    }

    /** Somebody speaks, or nobody ever will in this epoch. */
    private void endSilence(long sample, String why) {
      if (state.getSilenceTold()) {
        out.event(silenceOver(sample, why));
      }
      state
          .clearSilenceTold()
          .clearUnspokenSamples()
          .clearUnspokenLoudSamples()
          .clearUnspokenSinceSample();
    }

    private void listenForVoice(boolean speech) {
      long recent = (state.getRecentWindows() << 1 | (speech ? 1 : 0)) & ONSET_MASK;
      if (Long.bitCount(recent) >= settings.onsetWindows()) {
        int windowsSinceOnset = Long.SIZE - Long.numberOfLeadingZeros(recent);
        long onset = judgedEnd() - (long) windowsSinceOnset * detector.windowSamples();
        openAt(Math.max(heldStart, onset - CutSettings.samples(settings.preRoll())));
        state.setQuietSamples(0);
        leave(judgedEnd());
      } else {
        state.setRecentWindows(recent);
        long keep =
            CutSettings.samples(settings.preRoll())
                + (long) CutSettings.ONSET_SPAN_WINDOWS * detector.windowSamples();
        silentUntil(Math.max(heldStart, judgedEnd() - keep));
      }
    }

    private void listenOn(boolean speech) {
      state.setQuietSamples(speech ? 0 : state.getQuietSamples() + detector.windowSamples());
      long quiet = state.getQuietSamples();
      long spoken = judgedEnd() - quiet - open.orElseThrow().getStartSample();
      if (quiet >= CutSettings.samples(settings.pause())) {
        closeAt(endOfVoice(), Border.BORDER_PAUSE);
      } else if (spoken >= CutSettings.samples(settings.dipAfter())
          && quiet >= CutSettings.samples(settings.dip())) {
        closeAt(endOfVoice(), Border.BORDER_DIP);
      } else if (spoken + quiet >= CutSettings.samples(settings.limit())) {
        cutAtQuietestPlace();
      } else if (quiet == 0 && spoken < withheldFrom()) {
        leave(judgedEnd());
      }
    }

    /** What comes later than this in an utterance stays here: the limit may cut before it. */
    private long withheldFrom() {
      return CutSettings.samples(settings.limit().minus(settings.limitSearch()));
    }

    private void cutAtQuietestPlace() {
      int window = detector.windowSamples();
      short[] sound = pcm(held);
      long quietest = heldStart + sound.length / 2;
      double lowest = Double.MAX_VALUE;
      // Three windows together: a single one may fall into the closure of a consonant.
      for (int from = 0; from + 3 * window <= sound.length; from += window) {
        double energy = 0;
        for (int i = from; i < from + 3 * window; i++) {
          energy += (double) sound[i] * sound[i];
        }
        if (energy < lowest) {
          lowest = energy;
          quietest = heldStart + from + 3L * window / 2;
        }
      }
      long quiet = state.getQuietSamples();
      closeAt(quietest, Border.BORDER_LIMIT);
      openAt(quietest);
      state.setQuietSamples(Math.min(quiet, judgedEnd() - quietest));
      if (state.getQuietSamples() == 0) {
        leave(judgedEnd());
      }
    }

    private void openAt(long start) {
      silentUntil(start);
      frontierAt(start);
      endSilence(start, "somebody speaks");
      AudioFrame first = headerAt(start).getFrame();
      Utterance.Builder utterance =
          Utterance.newBuilder()
              .setSessionId(sessionId)
              .setEpoch(epoch)
              .setStartSample(start)
              .setPlanRevision(first.getPlanRevision())
              .setSourceLanguage(first.getSourceLanguage())
              .setTier(first.getTier())
              .setEpochOffsetSamples(first.getEpochOffsetSamples());
      if (first.hasCaptionLayout()) {
        utterance.setCaptionLayout(first.getCaptionLayout());
      }
      if (first.hasProgramDateTimeUs()) {
        utterance.setProgramDateTimeUs(
            first.getProgramDateTimeUs()
                + (start - first.getStartSample()) * 1_000 / AudioFormat.SAMPLES_PER_MS);
      }
      open = Optional.of(utterance.build());
      state.setRecentWindows(0);
    }

    private void closeAt(long end, Border border) {
      leave(end);
      send(border);
      frontierAt(end);
      open = Optional.empty();
      state.setQuietSamples(0);
      sums.add(UTTERANCES, 1);
      tallyIsDue = true;
    }

    /** End of the last voice and its pad. */
    private long endOfVoice() {
      long quiet = state.getQuietSamples();
      return judgedEnd() - quiet + Math.min(quiet, CutSettings.samples(settings.pad()));
    }

    /** What is held up to here belongs to the open utterance. */
    private void leave(long end) {
      ByteString part = takeHeld(end);
      sums.add(SPEECH_SAMPLES, samples(part));
      sums.add(PCM_SAMPLES, samples(part));
      leaving = leaving.concat(part);
    }

    private void silentUntil(long end) {
      long silence = samples(takeHeld(end));
      sums.add(SILENCE_SAMPLES, silence);
      sums.add(PCM_SAMPLES, silence);
    }

    private ByteString takeHeld(long end) {
      int bytes = (int) (end - heldStart) * AudioFormat.BYTES_PER_SAMPLE;
      ByteString part = held.substring(0, bytes);
      held = held.substring(bytes);
      heldStart = end;
      return part;
    }

    private void send(Border border) {
      if (leaving.isEmpty() && border == Border.BORDER_UNSPECIFIED) {
        return;
      }
      FrameHeader last = headerAt(heldStart - 1);
      LagTrace captured =
          LagTrace.newBuilder().setCapturedAtMs(last.getFrame().getCapturedAtMs()).build();
      out.give(
          SpeechChunk.newBuilder()
              .setSessionId(sessionId)
              .setPart(
                  UtterancePart.newBuilder()
                      .setUtterance(open.orElseThrow())
                      .setStartSample(heldStart - samples(leaving))
                      .setPcm(leaving)
                      .setClosedBy(border)
                      .setLag(Lag.passed(captured, ROOM, new WallTime(last.getTakenUpAtMs()), now)))
              .build());
      leaving = ByteString.EMPTY;
    }

    /** What comes behind this begins here or later. */
    private void frontierAt(long sample) {
      if (sample <= state.getFrontierSample()) {
        return;
      }
      state.setFrontierSample(sample);
      out.give(
          SpeechChunk.newBuilder()
              .setSessionId(sessionId)
              .setFrontier(
                  Frontier.newBuilder()
                      .setSessionId(sessionId)
                      .setEpoch(epoch)
                      .setSample(sample)
                      .setPlanRevision(planRevision))
              .build());
    }

    /** Sound ends here and goes on later: nothing is held over a border of that kind. */
    private void skipTo(long sample) {
      decideAll(Border.BORDER_GAP);
      state.setNextSample(sample);
      heldStart = sample;
    }

    private void decideAll(Border border) {
      boolean speaking = state.getQuietSamples() == 0;
      long end = endOfVoice();
      held = held.concat(unjudged);
      unjudged = ByteString.EMPTY;
      if (open.isPresent()) {
        closeAt(speaking ? judgedEnd() : end, border);
      }
      silentUntil(judgedEnd());
      state.setRecentWindows(0);
      headers.clear();
    }

    /**
     * @param reason by its number: a newer bridge may know one that we do not
     */
    void closeEpoch(int reason) {
      if (state.hasLeap()) {
        sums.add(FRAMES_REFUSED, 1);
        out.event(outOfPlace(state.getLeap()));
        state.clearLeap();
      }
      decideAll(Border.BORDER_EPOCH);
      long end = state.getNextSample();
      endSilence(end, "its sound ended");
      sums.tally(sessionId, epoch, ROOM, end, true);
      out.give(
          SpeechChunk.newBuilder()
              .setSessionId(sessionId)
              .setEpochClosed(
                  EpochClosed.newBuilder()
                      .setSessionId(sessionId)
                      .setEpoch(epoch)
                      .setEndSample(end)
                      .setReasonValue(reason))
              .build());
      closed = true;
      tallyIsDue = false;
    }

    CutState state() {
      if (closed) {
        return CutState.newBuilder().setEpoch(epoch).setClosed(true).build();
      }
      send(Border.BORDER_UNSPECIFIED);
      if (open.isEmpty() && heldStart >= state.getFrontierSample() + FRONTIER_EVERY_SAMPLES) {
        frontierAt(heldStart);
      }
      if (tallyIsDue) {
        sums.tally(sessionId, epoch, ROOM, heldStart, false);
        state.setNextTallySample(
            state.getNextSample() + CutSettings.samples(settings.tallyEvery()));
      }
      while (headers.size() > 1 && headers.get(1).getFrame().getStartSample() <= heldStart) {
        headers.remove(0);
      }
      state
          .clearHeaders()
          .addAllHeaders(headers)
          .setUnjudged(unjudged)
          .setHeld(held)
          .setHeldStartSample(heldStart)
          .clearCounters()
          .putAllCounters(sums.toMap());
      open.ifPresentOrElse(state::setOpen, state::clearOpen);
      return state.build();
    }

    /** The frame that this sample came in. */
    private FrameHeader headerAt(long sample) {
      FrameHeader found = headers.get(0);
      for (FrameHeader header : headers) {
        if (header.getFrame().getStartSample() <= sample) {
          found = header;
        }
      }
      return found;
    }

    private long judgedEnd() {
      return heldStart + samples(held);
    }

    private SessionEvent silence() {
      long seconds = AudioFormat.msOfSamples(state.getUnspokenSamples()) / 1_000;
      boolean sounds =
          state.getUnspokenLoudSamples() >= SHARE_OF_SOUND * state.getUnspokenSamples();
      return Happening.of(
          ROOM,
          SessionEvent.Kind.KIND_NOTE,
          SessionEvent.Party.PARTY_SOURCE,
          "silence",
          sessionId,
          epoch,
          judgedEnd(),
          now,
          "Nobody has spoken on session %s for %d s: %s."
              .formatted(
                  sessionId,
                  seconds,
                  sounds
                      ? "there is sound, but no speech in it (music or noise, perhaps)"
                      : "its sound is silent"),
          sounds
              ? "Nothing, if this is the programme; otherwise see whether the source carries the"
                  + " right audio track."
              : "See whether the encoder gets sound, and whether the source carries the right"
                  + " audio track.");
    }

    private SessionEvent silenceOver(long sample, String why) {
      return Happening.of(
          ROOM,
          SessionEvent.Kind.KIND_NOTE,
          SessionEvent.Party.PARTY_SOURCE,
          "silence-over",
          sessionId,
          epoch,
          sample,
          now,
          "The silence on session %s is over after %d s: %s."
              .formatted(
                  sessionId, AudioFormat.msOfSamples(state.getUnspokenSamples()) / 1_000, why),
          "");
    }

    private SessionEvent hole(AudioFrame frame, long missing) {
      return Happening.of(
          ROOM,
          SessionEvent.Kind.KIND_GAP,
          SessionEvent.Party.PARTY_PLATFORM,
          "audio-missing",
          sessionId,
          epoch,
          state.getNextSample(),
          now,
          "frame %d of session %s starts at sample %d, expected %d: %d ms of sound are missing"
              .formatted(
                  frame.getFrameNumber(),
                  sessionId,
                  frame.getStartSample(),
                  state.getNextSample(),
                  AudioFormat.msOfSamples(missing)),
          "See whether topic audio lost records (retention, dead letters).");
    }

    private SessionEvent outOfPlace(AudioFrame frame) {
      return Happening.of(
          ROOM,
          SessionEvent.Kind.KIND_NOTE,
          SessionEvent.Party.PARTY_PLATFORM,
          "audio-out-of-place",
          sessionId,
          epoch,
          frame.getStartSample(),
          now,
          "frame %d of session %s at sample %d leaps ahead of frame %d at sample %d, and no other goes"
                  .formatted(
                      frame.getFrameNumber(),
                      sessionId,
                      frame.getStartSample(),
                      state.getNextFrameNumber(),
                      state.getNextSample())
              + " on from it: it is left out",
          "Find out who wrote it: no bridge does.");
    }

    private SessionEvent overlap(AudioFrame frame) {
      return Happening.of(
          ROOM,
          SessionEvent.Kind.KIND_NOTE,
          SessionEvent.Party.PARTY_PLATFORM,
          "audio-overlaps",
          sessionId,
          epoch,
          frame.getStartSample(),
          now,
          "frame %d of session %s starts at sample %d, but sound up to sample %d has been heard:"
                  .formatted(
                      frame.getFrameNumber(),
                      sessionId,
                      frame.getStartSample(),
                      state.getNextSample())
              + " the frame is dropped",
          "Look at the bridge that wrote it.");
    }
  }

  /** Full scale = 1. */
  private static double rms(short[] window) {
    double sum = 0;
    double squares = 0;
    for (short s : window) {
      sum += s;
      squares += (double) s * s;
    }
    double mean = sum / window.length; // a constant is no sound
    return Math.sqrt(Math.max(0, squares / window.length - mean * mean)) / 32_768;
  }

  private static long samples(ByteString pcm) {
    return pcm.size() / AudioFormat.BYTES_PER_SAMPLE;
  }

  private static short[] pcm(ByteString bytes) {
    short[] samples = new short[bytes.size() / AudioFormat.BYTES_PER_SAMPLE];
    ByteBuffer.wrap(bytes.toByteArray())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer()
        .get(samples);
    return samples;
  }
}

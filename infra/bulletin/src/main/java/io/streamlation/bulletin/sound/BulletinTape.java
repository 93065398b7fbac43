package io.streamlation.bulletin.sound;

import io.streamlation.bulletin.Progress;
import io.streamlation.bulletin.script.Bulletin;
import io.streamlation.bulletin.script.BulletinComposer;
import io.streamlation.bulletin.script.Dice;
import io.streamlation.bulletin.script.Interlude;
import io.streamlation.bulletin.script.NewsItem;
import io.streamlation.bulletin.script.Piece;
import io.streamlation.bulletin.script.Sentence;
import io.streamlation.bulletin.script.TimeLine;
import io.streamlation.bulletin.script.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Composes, speaks and mixes a bulletin item by item, so that it may run for ever in little memory.
 * Times follow from the spoken sound: that is why the script comes with it and not before it.
 *
 * <p>One thread takes passages; any thread may ask for the {@linkplain #script() script so far}.
 */
public final class BulletinTape {
  private static final double SPEECH_DB = -20;
  private static final float SPEECH_PEAK = 0.7f; // −3 dB
  private static final long QUIET_BEFORE_SPEECH_MS = 600;
  private static final float[] BEEP = Beds.beep(TimeLine.BEEP_MS);

  private final long seed;
  private final Optional<Long> lengthMs;
  private final Speaker speaker;
  private final BulletinComposer composer;
  private final Map<Integer, Resampler> resamplers = new HashMap<>();
  private final List<Piece> pieces = new ArrayList<>(); // guarded by itself
  private long composedMs; // guarded by pieces
  private TimeLine timeLine = TimeLine.start();

  private BulletinTape(long seed, Optional<Duration> length, Speaker speaker) {
    this.seed = seed;
    this.lengthMs = length.map(Duration::toMillis);
    this.speaker = speaker;
    this.composer = new BulletinComposer(seed);
  }

  /** A bulletin that goes on as long as passages are taken. */
  public static BulletinTape endless(long seed, Speaker speaker) {
    return new BulletinTape(seed, Optional.empty(), speaker);
  }

  /** A bulletin that closes and ends at {@code length}; until then it is the endless one. */
  public static BulletinTape ofLength(long seed, Duration length, Speaker speaker) {
    return new BulletinTape(seed, Optional.of(length), speaker);
  }

  /** Speaks the whole bulletin into a WAV file, a passage at a time, and returns its script. */
  public static Bulletin record(
      long seed, Duration length, Speaker speaker, Path wav, Progress progress) throws IOException {
    BulletinTape tape = ofLength(seed, length, speaker);
    try (WavWriter writer = new WavWriter(wav)) {
      for (Optional<Passage> passage = tape.next(); passage.isPresent(); passage = tape.next()) {
        writer.write(passage.get().pcm());
        progress.at("speaking the bulletin", passage.get().endMs() / (double) length.toMillis());
      }
    }
    return tape.script();
  }

  /** The next passage, or nothing when the bulletin has ended. Takes some 20 ms a sentence. */
  public Optional<Passage> next() {
    if (lengthMs.isPresent() && timeLine.nowMs() >= lengthMs.get()) {
      return Optional.empty();
    }
    NewsItem item = composer.next();
    TimeLine after = timeLine.copy();
    Draft draft = speak(item, after);
    while (!item.lines().isEmpty() && !leavesRoomToClose(after)) {
      item = item.withoutLastLine();
      after = timeLine.copy();
      draft = speak(item, after);
    }
    if (item.lines().isEmpty()) {
      after = timeLine.copy();
      draft = speak(composer.closing(), after).endingAt(lengthMs.get());
      after.passTo(lengthMs.get());
    }
    Passage passage = mix(draft, timeLine.nowMs(), after.nowMs());
    timeLine = after;
    synchronized (pieces) {
      pieces.addAll(passage.pieces());
      composedMs = passage.endMs();
    }
    return Optional.of(passage);
  }

  /** The script of all passages taken so far. */
  public Bulletin script() {
    synchronized (pieces) {
      return new Bulletin(seed, composedMs, List.copyOf(pieces));
    }
  }

  /** An item with its times: each piece and its sound. */
  private record Draft(long number, List<Piece> pieces, List<float[]> sounds) {
    long endMs() {
      return pieces.get(pieces.size() - 1).endMs();
    }

    /** What of it has ended by then. */
    Draft endingAt(long limitMs) {
      int kept = 0;
      while (kept < pieces.size() && pieces.get(kept).endMs() <= limitMs) {
        kept++;
      }
      return new Draft(number, pieces.subList(0, kept), sounds.subList(0, kept));
    }
  }

  private Draft speak(NewsItem item, TimeLine line) {
    List<Piece> spoken = new ArrayList<>();
    List<float[]> sounds = new ArrayList<>();
    NewsItem.Break before = item.before();
    long breakStartMs = line.placeInterlude(before.lengthMs());
    spoken.add(new Interlude(before.kind(), breakStartMs, line.nowMs()));
    sounds.add(
        Beds.interlude(
            before.kind(), before.lengthMs(), Dice.forMatter(seed, "interlude", item.number())));
    line.pass(QUIET_BEFORE_SPEECH_MS);
    for (NewsItem.Line said : item.lines()) {
      Speaker.Speech speech = speaker.say(said.sentence().english(), item.delivery());
      float[] sound =
          Sound.level(
              resamplers
                  .computeIfAbsent(speech.sampleRateHz(), Resampler::new)
                  .resample(Trim.silence(speech)),
              SPEECH_DB,
              SPEECH_PEAK);
      long soundMs = (sound.length + Sound.SAMPLES_PER_MS - 1) / Sound.SAMPLES_PER_MS;
      long startMs = line.placeSpeech(soundMs);
      spoken.add(
          new Sentence(
              said.sentence().english(),
              said.sentence().spanish(),
              startMs,
              startMs + soundMs,
              item.delivery().voice(),
              item.delivery().wordsPerMinute(),
              item.delivery().pitch(),
              TrainingSet.contains(said.sentence().english())));
      sounds.add(sound);
      line.pass(said.pauseMs());
    }
    return new Draft(item.number(), List.copyOf(spoken), sounds);
  }

  private boolean leavesRoomToClose(TimeLine after) {
    return lengthMs.isEmpty() || speak(composer.closing(), after.copy()).endMs() <= lengthMs.get();
  }

  private Passage mix(Draft draft, long startMs, long endMs) {
    int length = Math.toIntExact((endMs - startMs) * Sound.SAMPLES_PER_MS);
    float[] mixed = Beds.roomTone(length, Dice.forMatter(seed, "room", draft.number()));
    for (int i = 0; i < draft.pieces().size(); i++) {
      add(mixed, draft.sounds().get(i), draft.pieces().get(i).startMs() - startMs);
    }
    for (long beepMs : TimeLine.beepsTouching(startMs, endMs)) {
      add(mixed, BEEP, beepMs - startMs);
    }
    return new Passage(startMs, endMs, draft.pieces(), Sound.toPcm(mixed));
  }

  /** Adds what of {@code sound} falls inside, a beep may reach over either end. */
  private static void add(float[] mixed, float[] sound, long atMs) {
    int at = Math.toIntExact(atMs * Sound.SAMPLES_PER_MS);
    for (int i = Math.max(0, -at); i < sound.length && at + i < mixed.length; i++) {
      mixed[at + i] += sound[i];
    }
  }
}

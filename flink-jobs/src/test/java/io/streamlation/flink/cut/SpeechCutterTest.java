package io.streamlation.flink.cut;

import static io.streamlation.flink.cut.Sounds.noise;
import static io.streamlation.flink.cut.Sounds.one;
import static io.streamlation.flink.cut.Sounds.over;
import static io.streamlation.flink.cut.Sounds.seconds;
import static io.streamlation.flink.cut.Sounds.silence;
import static io.streamlation.flink.cut.Sounds.tone;
import static io.streamlation.flink.cut.Sounds.voice;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Border;
import io.streamlation.contracts.v1.CaptionLayout;
import io.streamlation.contracts.v1.CutState;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.UtterancePart;
import io.streamlation.flink.room.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SpeechCutterTest {
  private static final int SECOND = AudioFormat.SAMPLE_RATE_HZ;

  private final SpeechCutter cutter =
      new SpeechCutter(CutSettings.DEFAULT, new SpectralDetector(.0025));
  private final Box<SpeechChunk> box = new Box<>();
  private Optional<CutState> state = Optional.empty();

  private void take(List<AudioFrame> frames) {
    for (AudioFrame frame : frames) {
      state = cutter.take(state, frame, new WallTime(frame.getCapturedAtMs() + 7), box);
    }
  }

  private record Cut(long start, long end, Border border, ByteString pcm, UtterancePart last) {
    double seconds() {
      return (end - start) / (double) SECOND;
    }
  }

  private List<Cut> cuts() {
    List<Cut> cuts = new ArrayList<>();
    ByteString pcm = ByteString.EMPTY;
    long from = -1;
    long frontier = 0;
    for (SpeechChunk chunk : box.given) {
      if (chunk.hasFrontier()) {
        assertThat(from).as("no utterance is open at a frontier").isEqualTo(-1);
        assertThat(chunk.getFrontier().getSample()).isGreaterThan(frontier);
        frontier = chunk.getFrontier().getSample();
      }
      if (chunk.hasEpochClosed()) {
        assertThat(chunk.getEpochClosed().getEndSample()).isGreaterThanOrEqualTo(frontier);
        frontier = 0;
      }
      if (!chunk.hasPart()) {
        continue;
      }
      UtterancePart part = chunk.getPart();
      assertThat(part.getUtterance().getStartSample()).isGreaterThanOrEqualTo(frontier);
      assertThat(part.getUtterance().getSessionId()).isEqualTo("s");
      if (from < 0) {
        from = part.getUtterance().getStartSample();
      }
      assertThat(part.getStartSample()).isEqualTo(from + pcm.size() / 2);
      assertThat(part.getUtterance().getStartSample()).isEqualTo(from);
      pcm = pcm.concat(part.getPcm());
      if (part.getClosedBy() != Border.BORDER_UNSPECIFIED) {
        cuts.add(new Cut(from, from + pcm.size() / 2, part.getClosedBy(), pcm, part));
        pcm = ByteString.EMPTY;
        from = -1;
      }
    }
    assertThat(pcm.isEmpty()).as("everything that was opened is closed").isTrue();
    return cuts;
  }

  private List<Long> closedEpochs() {
    return box.given.stream()
        .filter(SpeechChunk::hasEpochClosed)
        .map(SpeechChunk::getEpochClosed)
        .map(EpochClosed::getEpoch)
        .toList();
  }

  @Test
  void cutsTwoSentencesAtThePauseBetweenThem() {
    take(
        new Frames("s", 3)
            .sound(
                one(
                    silence(seconds(1)),
                    voice(seconds(2)),
                    silence(seconds(1)),
                    voice(seconds(1.5)),
                    silence(seconds(1))))
            .end()
            .all());

    List<Cut> cuts = cuts();
    assertThat(cuts).extracting(Cut::border).containsOnly(Border.BORDER_PAUSE).hasSize(2);
    assertThat(cuts.get(0).start()).isBetween((long) (.6 * SECOND), (long) (1.05 * SECOND));
    assertThat(cuts.get(0).end()).isBetween((long) (2.9 * SECOND), (long) (3.2 * SECOND));
    assertThat(cuts.get(1).start()).isBetween((long) (3.6 * SECOND), (long) (4.05 * SECOND));
  }

  private List<Long> frontiers() {
    return box.given.stream()
        .filter(SpeechChunk::hasFrontier)
        .map(chunk -> chunk.getFrontier().getSample())
        .toList();
  }

  @Test
  void saysOnceASecondHowFarItIsWhileNobodySpeaks() {
    take(new Frames("s", 3).underPlan(4).sound(silence(seconds(30))).all());

    assertThat(frontiers()).hasSizeBetween(26, 30);
    assertThat(frontiers().get(frontiers().size() - 1)).isGreaterThan(28 * SECOND);
    assertThat(box.given)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.getFrontier().getEpoch()).isEqualTo(3);
              assertThat(chunk.getFrontier().getPlanRevision()).isEqualTo(4);
            });
  }

  @Test
  void putsAFrontierBeforeAndBehindEveryUtterance() {
    take(
        new Frames("s", 3)
            .sound(one(silence(seconds(1)), voice(seconds(2)), silence(seconds(.6))))
            .all());

    Cut cut = cuts().get(0);
    assertThat(frontiers()).containsExactly(cut.start(), cut.end());
  }

  @Test
  void movesTheFrontierOverAGap() {
    take(
        new Frames("s", 3)
            .sound(one(silence(seconds(1)), voice(seconds(1))))
            .gap(seconds(20))
            .all());

    assertThat(cuts()).hasSize(1);
    assertThat(frontiers()).endsWith(cuts().get(0).end(), 22L * SECOND);
  }

  @Test
  void saysWhereAndWhenTheUtteranceLies() {
    take(
        new Frames("s", 3)
            .underPlan(4)
            .sound(one(silence(seconds(1)), voice(seconds(1)), silence(seconds(1))))
            .all());

    Cut cut = cuts().get(0);
    var utterance = cut.last().getUtterance();
    assertThat(utterance.getEpoch()).isEqualTo(3);
    assertThat(utterance.getPlanRevision()).isEqualTo(4);
    assertThat(utterance.getSourceLanguage()).isEqualTo("en");
    assertThat(utterance.getProgramDateTimeUs())
        .isEqualTo(1_000_000_000_000L + utterance.getStartSample() * 1000 / 16);
    long lastFrame =
        (cut.end() - 1) / AudioFormat.SAMPLES_PER_FRAME * AudioFormat.SAMPLES_PER_FRAME;
    assertThat(cut.last().getLag().getCapturedAtMs()).isEqualTo(Frames.capturedAtMs(lastFrame));
    assertThat(cut.last().getLag().getStages(0).getTakenUpAtMs())
        .isEqualTo(Frames.capturedAtMs(lastFrame) + 7);
    assertThat(cut.last().getLag().getStages(0).getLetGoAtMs())
        .isGreaterThanOrEqualTo(Frames.capturedAtMs(lastFrame) + 300);
  }

  @Test
  void keepsThePlanThatTheUtteranceBeganUnder() {
    short[] speech = voice(seconds(1));
    take(
        new Frames("s", 3)
            .sound(one(silence(seconds(1)), speech))
            .underPlan(2)
            .sound(one(speech, silence(seconds(1)), speech, silence(seconds(1))))
            .all());

    assertThat(cuts())
        .extracting(cut -> cut.last().getUtterance().getPlanRevision())
        .containsExactly(1L, 2L);
  }

  @Test
  void takesAShortPauseOnceTheUtteranceIsLong() {
    take(
        new Frames("s", 1)
            .sound(
                one(
                    silence(seconds(1)),
                    voice(seconds(2.4)),
                    silence(seconds(.2)),
                    voice(seconds(2.4)),
                    silence(seconds(.2)),
                    voice(seconds(1)),
                    silence(seconds(1))))
            .all());

    assertThat(cuts())
        .extracting(Cut::border)
        .containsExactly(Border.BORDER_DIP, Border.BORDER_PAUSE);
    assertThat(cuts().get(0).end()).isBetween((long) (5.9 * SECOND), (long) (6.3 * SECOND));
  }

  @Test
  void cutsAtTheQuietestPlaceWhereNobodyEverPauses() {
    short[] speech = voice(seconds(9));
    for (int i = (int) (5.2 * SECOND); i < 5.35 * SECOND; i++) {
      speech[i] = 0;
    }
    take(new Frames("s", 1).sound(one(silence(seconds(1)), speech, silence(seconds(1)))).all());

    assertThat(cuts())
        .extracting(Cut::border)
        .containsExactly(Border.BORDER_LIMIT, Border.BORDER_PAUSE);
    assertThat(cuts().get(0).end()).isBetween((long) (6.1 * SECOND), (long) (6.45 * SECOND));
    assertThat(cuts().get(1).start()).isEqualTo(cuts().get(0).end());
  }

  @Test
  void closesTheUtteranceAtAGap() {
    take(
        new Frames("s", 1)
            .sound(one(silence(seconds(1)), voice(seconds(1))))
            .gap(seconds(4))
            .sound(one(voice(seconds(1)), silence(seconds(1))))
            .end()
            .all());

    assertThat(cuts())
        .extracting(Cut::border)
        .containsExactly(Border.BORDER_GAP, Border.BORDER_PAUSE);
    assertThat(cuts().get(0).end()).isEqualTo(2 * SECOND);
    assertThat(cuts().get(1).start()).isGreaterThanOrEqualTo(6 * SECOND);
    assertThat(box.sum(LedgerCounters.GAP_SAMPLES)).isEqualTo(4 * SECOND);
    assertThat(box.sum(LedgerCounters.GAPS)).isEqualTo(1);
  }

  @Test
  void closesTheUtteranceWithTheEpoch() {
    take(new Frames("s", 1).sound(one(silence(seconds(1)), voice(seconds(1)))).end().all());

    assertThat(cuts()).extracting(Cut::border).containsExactly(Border.BORDER_EPOCH);
    assertThat(closedEpochs()).containsExactly(1L);
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(2 * SECOND);
  }

  @Test
  void countsMissingSoundAndTreatsItAsAGap() {
    List<AudioFrame> frames =
        new ArrayList<>(
            new Frames("s", 1)
                .sound(one(silence(seconds(1)), voice(seconds(2)), silence(seconds(1))))
                .end()
                .all());
    frames.remove(20);
    frames.remove(20);
    take(frames);

    assertThat(cuts())
        .extracting(Cut::border)
        .containsExactly(Border.BORDER_GAP, Border.BORDER_PAUSE);
    assertThat(box.sum(LedgerCounters.MISSING_SAMPLES)).isEqualTo(3_200);
    assertThat(box.events.get(0).getMessage())
        .isEqualTo(
            "frame 22 of session s starts at sample 35200, expected 32000: 200 ms of sound are"
                + " missing");
  }

  @Test
  void dropsAndCountsWhatCameTwice() {
    List<AudioFrame> frames =
        new ArrayList<>(new Frames("s", 1).sound(silence(seconds(1))).end().all());
    frames.addAll(5, frames.subList(2, 5));
    take(frames);

    assertThat(box.sum(LedgerCounters.FRAMES_REPEATED)).isEqualTo(3);
    assertThat(box.sum(LedgerCounters.FRAMES_TAKEN)).isEqualTo(11);
    assertThat(box.sum(LedgerCounters.FRAMES_IN)).isEqualTo(14);
    assertThat(box.sum(LedgerCounters.SILENCE_SAMPLES)).isEqualTo(SECOND);
  }

  @Test
  void dropsAndCountsALowerEpoch() {
    List<AudioFrame> old = new Frames("s", 4).sound(silence(seconds(.5))).all();
    List<AudioFrame> frames =
        new ArrayList<>(new Frames("s", 5).sound(silence(seconds(1))).end().all());
    frames.addAll(3, old);
    take(frames);

    assertThat(box.sum(LedgerCounters.FRAMES_STALE)).isEqualTo(5);
    assertThat(closedEpochs()).containsExactly(5L);
  }

  @Test
  void closesAnEpochThatAHigherOneReplaces() {
    take(new Frames("s", 1).sound(one(silence(seconds(1)), voice(seconds(1)))).all());
    take(new Frames("s", 2).sound(one(voice(seconds(1)), silence(seconds(1)))).end().all());

    assertThat(closedEpochs()).containsExactly(1L, 2L);
    assertThat(cuts())
        .extracting(cut -> cut.last().getUtterance().getEpoch())
        .containsExactly(1L, 2L);
  }

  @Test
  void remembersOnlyAFenceAfterTheEnd() {
    Frames frames = new Frames("s", 9).sound(one(voice(seconds(1)))).end();
    take(frames.all());
    assertThat(state).contains(CutState.newBuilder().setEpoch(9).setClosed(true).build());

    int given = box.given.size();
    take(frames.all());
    assertThat(box.given).hasSize(given);
    assertThat(box.counted.get(LedgerCounters.FRAMES_STALE)).isEqualTo(frames.all().size());
  }

  @Test
  void countsAFrameThatTheDoorRefused() {
    List<AudioFrame> frames =
        new ArrayList<>(new Frames("s", 1).sound(silence(seconds(1))).end().all());
    frames.set(3, frames.get(3).toBuilder().clearContent().build());
    take(frames);

    assertThat(box.sum(LedgerCounters.FRAMES_REFUSED)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.FRAMES_IN)).isEqualTo(11);
    assertThat(box.sum(LedgerCounters.MISSING_SAMPLES)).isEqualTo(1_600);
  }

  @Test
  void refusesAFrameThatOverlaps() {
    List<AudioFrame> frames =
        new ArrayList<>(new Frames("s", 1).sound(silence(seconds(1))).end().all());
    frames.set(5, frames.get(5).toBuilder().setStartSample(3).build());
    take(frames);

    assertThat(box.sum(LedgerCounters.FRAMES_REFUSED)).isEqualTo(1);
    assertThat(box.events.get(0).getCode()).isEqualTo("audio-overlaps");
  }

  private List<String> alarms() {
    return box.events.stream().map(e -> e.getCode() + " " + e.getMediaSample() / SECOND).toList();
  }

  @Test
  void tellsOfSilenceAndOfItsEnd() {
    take(
        new Frames("s", 3)
            .sound(one(voice(seconds(2)), silence(seconds(70)), voice(seconds(2))))
            .sound(silence(seconds(1)))
            .all());

    assertThat(alarms()).containsExactly("silence 32", "silence-over 71");
    assertThat(box.events.get(0).getParty()).isEqualTo(SessionEvent.Party.PARTY_SOURCE);
    assertThat(box.events.get(0).getMessage())
        .isEqualTo("Nobody has spoken on session s for 30 s: its sound is silent.");
    assertThat(box.events.get(1).getMessage()).contains("over after 7").contains("somebody speaks");
  }

  @Test
  void saysOfMusicThatThereIsSoundInIt() {
    take(new Frames("s", 3).sound(tone(seconds(31), 440, 6_000)).all());

    assertThat(alarms()).containsExactly("silence 30");
    assertThat(box.events.get(0).getMessage()).contains("there is sound, but no speech in it");
  }

  @Test
  void takesAConstantForSilence() {
    short[] offset = silence(seconds(31));
    Arrays.fill(offset, (short) 3_000);
    take(new Frames("s", 3).sound(offset).all());

    assertThat(box.events.get(0).getMessage()).contains("its sound is silent");
  }

  @Test
  void doesNotTakeMissingSoundForSilence() {
    take(
        new Frames("s", 3)
            .sound(silence(seconds(20)))
            .gap(seconds(60))
            .sound(silence(seconds(5)))
            .end()
            .all());

    assertThat(alarms()).isEmpty();
  }

  @Test
  void endsTheAlarmWithTheEpoch() {
    take(new Frames("s", 3).sound(silence(seconds(40))).end().all());

    assertThat(alarms()).containsExactly("silence 30", "silence-over 40");
    assertThat(box.events.get(1).getMessage()).contains("its sound ended");
  }

  @Test
  void tellsASilenceUnderTheSameIdsInAReplay() {
    List<AudioFrame> frames =
        new Frames("s", 3).sound(one(silence(seconds(40)), voice(seconds(2)))).end().all();
    take(frames);
    List<String> first = box.events.stream().map(SessionEvent::getId).toList();
    state = Optional.empty();
    for (AudioFrame frame : frames) {
      state =
          cutter.take(state, frame, new WallTime(99), box).map(SpeechCutterTest::writtenAndRead);
    }

    assertThat(first).hasSize(2).doesNotHaveDuplicates();
    assertThat(box.events)
        .extracting(SessionEvent::getId)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(first.stream(), first.stream()).toList());
  }

  @Test
  void passesOnWhatThePlanWantsOfTheUtterance() {
    CaptionLayout narrow = CaptionLayout.newBuilder().setMaxCharsPerLine(20).build();
    List<AudioFrame> frames =
        new Frames("s", 3)
            .sound(one(silence(seconds(1)), voice(seconds(1)), silence(seconds(1)))).all().stream()
                .map(f -> f.toBuilder().setTier("small").setCaptionLayout(narrow).build())
                .toList();
    take(frames);

    var utterance = cuts().get(0).last().getUtterance();
    assertThat(utterance.getTier()).isEqualTo("small");
    assertThat(utterance.getCaptionLayout()).isEqualTo(narrow);
  }

  @Test
  void aSingleFrameFarAheadCostsNothing() {
    List<AudioFrame> right =
        new Frames("s", 3)
            .sound(one(silence(seconds(1)), voice(seconds(2)), silence(seconds(1))))
            .end()
            .all();
    AudioFrame wrong =
        right.get(20).toBuilder().setFrameNumber(100_000).setStartSample(57_600_000).build();
    List<AudioFrame> all = new ArrayList<>(right);
    all.add(21, wrong);
    take(right);
    List<Cut> undisturbed = cuts();
    box.given.clear();
    state = Optional.empty();

    take(all);

    assertThat(cuts()).isEqualTo(undisturbed);
    assertThat(box.sum(LedgerCounters.FRAMES_REFUSED)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.MISSING_SAMPLES)).isZero();
    assertThat(box.events).extracting(e -> e.getCode()).containsOnly("audio-out-of-place");
  }

  @Test
  void aFrameWithAnotherNumberInTheRightPlaceCostsNothing() {
    List<AudioFrame> right = new Frames("s", 3).sound(silence(seconds(2))).end().all();
    List<AudioFrame> all = new ArrayList<>(right);
    all.add(5, right.get(5).toBuilder().setFrameNumber(100_000).build());

    take(all);

    assertThat(box.sum(LedgerCounters.FRAMES_REFUSED)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.SILENCE_SAMPLES)).isEqualTo(2 * SECOND);
  }

  @Test
  void aFrameThatLeapsLastIsCountedWhenTheEpochEnds() {
    List<AudioFrame> frames = new ArrayList<>(new Frames("s", 3).sound(silence(seconds(1))).all());
    frames.add(frames.get(9).toBuilder().setFrameNumber(99).setStartSample(160_000).build());
    frames.addAll(new Frames("s", 4).sound(silence(seconds(1))).end().all());

    take(frames);

    assertThat(closedEpochs()).containsExactly(3L, 4L);
    assertThat(
            box.tallies.stream()
                .filter(t -> t.getEpoch() == 3 && t.getClosed())
                .map(t -> t.getCountersOrThrow(LedgerCounters.FRAMES_REFUSED)))
        .containsExactly(1L);
  }

  @Test
  void cutsTheSameSoundAtTheSamePlaceInAnotherEpoch() {
    short[] sound =
        one(
            silence(seconds(1)),
            voice(seconds(2)),
            silence(seconds(2)),
            voice(seconds(1.5)),
            silence(seconds(1)));
    take(new Frames("s", 3).sound(sound).end().all());
    Cut inOne = cuts().get(1);
    box.given.clear();
    state = Optional.empty();
    int border = 37 * AudioFormat.SAMPLES_PER_FRAME + 77; // on no line of the windows

    take(new Frames("s", 3).sound(Arrays.copyOf(sound, border)).all());
    take(
        new Frames("s", 4)
            .from(border)
            .sound(Arrays.copyOfRange(sound, border, sound.length))
            .end()
            .all());

    Cut inTwo = cuts().get(1);
    assertThat(inTwo.last().getUtterance().getEpoch()).isEqualTo(4);
    assertThat(border + inTwo.start()).isEqualTo(inOne.start());
    assertThat(border + inTwo.end()).isEqualTo(inOne.end());
  }

  /** Any sound, any gaps, any losses: each sample is speech, silence, gap or missing, once. */
  @RepeatedTest(25)
  void tilesTheEpoch(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Frames frames = new Frames("s", 1);
    for (int i = 0; i < 12; i++) {
      double length = .05 + random.nextDouble() * (random.nextInt(5) == 0 ? 12 : 2);
      switch (random.nextInt(5)) {
        case 0 -> frames.sound(silence(seconds(length)));
        case 1 -> frames.sound(noise(seconds(length), random.nextInt(4000), i));
        case 2 -> frames.gap(seconds(length));
        default -> frames.sound(over(voice(seconds(length)), noise(seconds(length), 50, i)));
      }
    }
    frames.end();
    List<AudioFrame> sent = new ArrayList<>();
    for (AudioFrame frame : frames.all()) {
      if (frame.hasEnd() || frame.hasGap() || random.nextInt(40) > 0) {
        sent.addAll(Collections.nCopies(random.nextInt(30) == 0 ? 2 : 1, frame));
      }
    }
    take(sent);

    Map<String, Long> sums = box.lastTally().getCountersMap();
    long speech = cuts().stream().mapToLong(cut -> cut.pcm().size() / 2).sum();
    assertThat(speech).isEqualTo(sums.getOrDefault(LedgerCounters.SPEECH_SAMPLES, 0L));
    assertThat(
            speech
                + sums.getOrDefault(LedgerCounters.SILENCE_SAMPLES, 0L)
                + sums.getOrDefault(LedgerCounters.GAP_SAMPLES, 0L)
                + sums.getOrDefault(LedgerCounters.MISSING_SAMPLES, 0L))
        .isEqualTo(frames.samples());
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(sums.getOrDefault(LedgerCounters.UTTERANCES, 0L)).isEqualTo(cuts().size());
    assertThat(cuts()).allSatisfy(cut -> assertThat(cut.seconds()).isLessThanOrEqualTo(6.2));

    // Cut again, with the state written down and read back after every frame: the same cuts.
    List<Cut> first = cuts();
    box.given.clear();
    state = Optional.empty();
    for (AudioFrame frame : sent) {
      state = cutter.take(state, frame, new WallTime(1), box).map(SpeechCutterTest::writtenAndRead);
    }
    assertThat(cuts())
        .extracting(Cut::start, Cut::pcm)
        .isEqualTo(
            first.stream()
                .map(c -> org.assertj.core.groups.Tuple.tuple(c.start(), c.pcm()))
                .toList());
  }

  private static CutState writtenAndRead(CutState state) {
    try {
      return CutState.parseFrom(state.toByteArray());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}

package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Ear;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Station;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels on air: a real origin, the real decoder; only Kafka's producer is a stand-in. */
class LiveChannelTest {
  /** 12 s in six segments; AAC blocks of 1,024 samples at 48 kHz. */
  private static Studio.Recording hiss;

  private static Studio.Recording hissAt44100;
  private static Studio.Recording hissMp4;

  private Origin origin;
  private Desk desk;

  @BeforeAll
  static void record(@TempDir Path folder) throws Exception {
    hiss = Studio.transportStream(sub(folder, "ts"), 12, 48_000);
    hissAt44100 = Studio.transportStream(sub(folder, "ts44"), 12, 44_100);
    hissMp4 = Studio.fragmentedMp4(sub(folder, "mp4"), 12);
  }

  private static Path sub(Path folder, String name) throws Exception {
    return Files.createDirectory(folder.resolve(name));
  }

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    desk = new Desk(origin.port(), true, Optional.empty());
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  /** What an undisturbed channel publishes of this recording. */
  private List<AudioFrame> undisturbed(Studio.Recording recording, String folder) throws Exception {
    try (Desk quiet = new Desk(origin.port(), true, Optional.empty())) {
      Station station = new Station(origin, recording, folder, true).lists(0, 5);
      Channel channel = quiet.air(Desk.hls(station.url()));
      quiet.until("all is heard", () -> quiet.heard() > 11 * 16_000);
      station.ends(0, 5);
      quiet.untilDone(channel);
      return quiet.frames();
    }
  }

  @Test
  void everySampleOfTheRecordingComesOutOnce() throws Exception {
    List<AudioFrame> frames = undisturbed(hiss, "/whole");
    Desk.assertTiles(frames);
    long samples = Desk.sound(frames).length / 2;
    // 12 s at 48 kHz are 562.5 AAC blocks: 563 of them, and one of priming.
    assertThat(samples).isBetween(12 * 16_000L, 12 * 16_000L + 2 * 1024);
    assertThat(samples % 1600).isNotZero();
    assertThat(frames.get(frames.size() - 1).getEnd().getReason())
        .isEqualTo(End.Reason.REASON_SOURCE_ENDED);
    assertThat(frames).filteredOn(AudioFrame::hasGap).isEmpty();
    assertThat(frames.subList(0, frames.size() - 2)).allMatch(f -> f.getPcm().size() == 3200);
  }

  @Test
  void onlyAWishedBeginningOrAnotherSourceInterruptsAChannel() {
    Station station = new Station(origin, hiss, "/wished", true).lists(0, 1);
    SessionPlan plan = Desk.hls(station.url());
    Channel channel = desk.air(plan);
    SessionPlan.Builder next = plan.toBuilder().setRevision(2);
    assertThat(channel.mayGoOnUnder(next.build())).isTrue();
    assertThat(channel.mayGoOnUnder(next.clone().setBegunRevision(1).build())).isTrue();
    assertThat(channel.mayGoOnUnder(next.clone().setBegunRevision(2).build())).isFalse();
    next.getSourceBuilder().setUrl(station.url() + "?other");
    assertThat(channel.mayGoOnUnder(next.build())).isFalse();
  }

  @Test
  void followsAPlaylistThatGrows() {
    Station station = new Station(origin, hiss, "/live", true).lists(0, 1);
    Channel channel = desk.air(Desk.hls(station.url()));
    desk.until("two segments are heard", () -> desk.heard() >= 3.7 * 16_000);
    assertThat(desk.heard()).isLessThan(4 * 16_000 + 2048);
    station.lists(1, 3);
    desk.until("four are heard", () -> desk.heard() >= 7.7 * 16_000);
    station.ends(2, 5);
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
    assertThat(desk.heard()).isGreaterThan(12 * 16_000);
    assertThat(desk.events().stream().map(SessionEvent::getKind))
        .containsExactly(
            SessionEvent.Kind.KIND_CONNECTING,
            SessionEvent.Kind.KIND_ON_AIR,
            SessionEvent.Kind.KIND_ENDED);
  }

  @Test
  void bothClocksAreOnEveryFrame() throws Exception {
    List<AudioFrame> frames = undisturbed(hiss, "/clocks");
    AudioFrame first = frames.get(0);
    AudioFrame later = frames.get(50);
    assertThat(first.getProgramDateTimeUs()).isEqualTo(Station.BEGAN.toEpochMilli() * 1000);
    assertThat(later.getProgramDateTimeUs() - first.getProgramDateTimeUs())
        .isCloseTo(5_000_000, offset(25_000L));
    assertThat(later.getSourcePts90Khz() - first.getSourcePts90Khz())
        .isCloseTo(450_000, offset(20L));
    assertThat(later.getCapturedAtMs()).isGreaterThanOrEqualTo(first.getCapturedAtMs());
    assertThat(later.getNextPosition().getMediaSequence()).isEqualTo(2);
    assertThat(later.getNextPosition().getSampleInSegment()).isBetween(17_000L, 18_000L);
  }

  @Test
  void tellsWhereEachSegmentLiesOnTheSessionsTimeLine() throws Exception {
    List<AudioFrame> frames = undisturbed(hiss, "/unmarked");
    Station station = new Station(origin, hiss, "/marked", true).lists(0, 1);
    Channel channel = desk.air(Desk.hls(station.url()));
    desk.until("two segments are heard", () -> desk.heard() >= 3.7 * 16_000);
    station.ends(0, 5);
    desk.untilDone(channel);
    List<SourceSegment> marks = desk.marks();
    assertThat(marks)
        .extracting(SourceSegment::getMediaSequence)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    for (SourceSegment mark : marks) {
      AudioFrame frame = frames.get((int) (mark.getStartSample() / 1600));
      long samplesBehindFrame = mark.getStartSample() - frame.getStartSample();
      assertThat(mark.getPts90Khz() - frame.getSourcePts90Khz())
          .isCloseTo(samplesBehindFrame * 90_000 / 16_000, offset(20L));
      assertThat(mark.getUri()).endsWith(mark.getMediaSequence() + ".ts");
      assertThat(mark.getDurationSamples()).isEqualTo(2 * 16_000);
      assertThat(mark.getArrivedAtMs()).isPositive();
    }
    assertThat(marks.get(0).getStartSample()).isZero();
    assertThat(marks.get(0).getProgramDateTimeUs()).isEqualTo(Station.BEGAN.toEpochMilli() * 1000);
  }

  @Test
  void anOriginThatFailsForAWhileCostsNothing() throws Exception {
    List<AudioFrame> whole = undisturbed(hiss, "/ref");
    Station station = new Station(origin, hiss, "/shaky", true).lists(0, 5);
    AtomicInteger failures = new AtomicInteger(4);
    origin.answer(
        station.path(3),
        exchange -> {
          if (failures.getAndDecrement() > 0) {
            Origin.status(503).give(exchange);
          } else {
            Origin.bytes(hiss.segments().get(3)).give(exchange);
          }
        });
    Channel channel = desk.air(Desk.hls(station.url()));
    desk.until("all is heard", () -> desk.heard() > 11.7 * 16_000);
    station.ends(0, 5);
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(Desk.sound(desk.frames())).isEqualTo(Desk.sound(whole));
    assertThat(desk.events().stream().map(SessionEvent::getKind))
        .contains(SessionEvent.Kind.KIND_RETRYING);
  }

  @Test
  void aSegmentThatIsGoneIsAGapOfItsLengthToTheSample() throws Exception {
    List<AudioFrame> whole = undisturbed(hiss, "/ref");
    Station station = new Station(origin, hiss, "/holed", true).lists(0, 5);
    origin.answer(station.path(2), Origin.status(404));
    Channel channel = desk.air(Desk.hls(station.url()));
    desk.until("the rest is heard", () -> desk.heard() > 9.7 * 16_000);
    station.ends(0, 5);
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    List<AudioFrame> gaps = desk.frames().stream().filter(AudioFrame::hasGap).toList();
    assertThat(gaps).hasSize(1);
    assertThat(gaps.get(0).getGap().getReason()).isEqualTo(Gap.Reason.REASON_SEGMENT_LOST);
    long covered = desk.heard() + gaps.get(0).getGap().getSamples();
    assertThat(covered).isCloseTo(Desk.sound(whole).length / 2L, offset(2L));
    // Behind the gap the sound is where it would have been.
    Ear.assertSameEnding(Desk.sound(desk.frames()), Desk.sound(whole));
  }

  @Test
  void aKilledDecoderCostsNothing() throws Exception {
    List<AudioFrame> whole = undisturbed(hiss, "/ref");
    Station station = new Station(origin, hiss, "/killed", true).lists(0, 2);
    Channel channel = desk.air(Desk.hls(station.url()));
    desk.until("three segments are heard", () -> desk.heard() >= 5.7 * 16_000);
    Set<Long> children = decoders();
    assertThat(children).hasSize(1);
    ProcessHandle.of(children.iterator().next()).orElseThrow().destroyForcibly();
    station.lists(0, 4);
    desk.until("five segments are heard", () -> desk.heard() >= 9.7 * 16_000);
    station.ends(0, 5);
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
    Ear.assertSameSound(Desk.sound(desk.frames()), Desk.sound(whole));
  }

  @Test
  void aDecoderThatGrewOldIsReplacedUnheard() throws Exception {
    List<AudioFrame> whole = undisturbed(hissMp4, "/ref");
    desk.replacingDecodersAfter(Duration.ofSeconds(5));
    Station station = new Station(origin, hissMp4, "/old", false).lists(0, 2);
    Channel channel = desk.air(Desk.hls(station.url()));
    // One that is old goes as soon as its last sample is out; the next comes with the next segment.
    Set<Long> seen = new HashSet<>();
    desk.until(
        "three segments are heard",
        () -> {
          seen.addAll(decoders());
          return desk.heard() >= 5.7 * 16_000;
        });
    station.lists(0, 4);
    desk.until(
        "another decoder is there",
        () -> {
          seen.addAll(decoders());
          return seen.size() >= 2 && desk.heard() >= 9.7 * 16_000;
        });
    station.ends(0, 5);
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
    assertThat(desk.events()).noneMatch(e -> e.getCode().equals("decoder-restarted"));
    Ear.assertSameSound(Desk.sound(desk.frames()), Desk.sound(whole));
  }

  private static Set<Long> decoders() {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("ffmpeg"))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  @Test
  void aNewBridgeGoesOnAtTheVerySample() throws Exception {
    for (Studio.Recording recording : List.of(hiss, hissMp4, hissAt44100)) {
      String folder = "/handover" + recording.hashCode();
      List<AudioFrame> whole = undisturbed(recording, folder + "ref");
      desk.kafka.clear();
      Station station = new Station(origin, recording, folder, false).lists(0, 2);
      Channel first = desk.air(Desk.hls(station.url()));
      desk.until("half is heard", () -> desk.heard() >= 5.5 * 16_000);
      first.release(End.Reason.REASON_HANDED_OVER, "test");
      desk.untilDone(first);
      List<AudioFrame> before = desk.frames();
      AudioFrame end = before.get(before.size() - 1);
      assertThat(end.getEnd().getReason()).isEqualTo(End.Reason.REASON_HANDED_OVER);

      station.lists(1, 5);
      Channel second =
          desk.air(
              Desk.hls(station.url()), end.getStartSample(), Optional.of(end.getNextPosition()));
      desk.until("the rest is heard", () -> desk.heard() >= 11.7 * 16_000);
      station.ends(1, 5);
      desk.untilDone(second);
      Desk.assertTiles(desk.frames());
      assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
      assertThat(desk.frames().get(before.size()).getEpochOffsetSamples())
          .isEqualTo(end.getStartSample());
      Ear.assertSameSound(Desk.sound(desk.frames()), Desk.sound(whole));
    }
  }

  @Test
  void afterTheWindowMovedOnTheGapIsAsLongAsTheDatesSay() {
    Station station = new Station(origin, hiss, "/away", true).lists(0, 1);
    Channel first = desk.air(Desk.hls(station.url()));
    desk.until("two segments are heard", () -> desk.heard() >= 3.5 * 16_000);
    first.release(End.Reason.REASON_HANDED_OVER, "test");
    desk.untilDone(first);
    AudioFrame end = desk.frames().get(desk.frames().size() - 1);
    station.ends(4, 5);
    desk.kafka.clear();
    Channel second =
        desk.air(Desk.hls(station.url()), end.getStartSample(), Optional.of(end.getNextPosition()));
    desk.untilDone(second);
    AudioFrame gap = desk.frames().get(0);
    assertThat(gap.getGap().getReason()).isEqualTo(Gap.Reason.REASON_BRIDGE_AWAY);
    assertThat(end.getStartSample() + gap.getGap().getSamples())
        .isCloseTo(8 * 16_000, offset(400L));
    Desk.assertTiles(desk.frames());
  }

  @Test
  void aNewRevisionInterruptsNothing() {
    Station station = new Station(origin, hiss, "/replan", true).lists(0, 2);
    Channel channel = desk.air(Desk.hls(station.url()));
    desk.until("three segments are heard", () -> desk.heard() >= 5.7 * 16_000);
    channel.replan(channel.plan().toBuilder().setRevision(2).build());
    station.ends(0, 5);
    desk.untilDone(channel);
    assertThat(desk.frames().stream().map(AudioFrame::getEpoch).distinct()).hasSize(1);
    assertThat(desk.frames().stream().map(AudioFrame::getPlanRevision).distinct())
        .containsExactly(1L, 2L);
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
  }

  @Test
  void theLedgerAndTheClaimTellTheSameAsTheFrames() {
    Station station = new Station(origin, hiss, "/ledger", true).lists(0, 2);
    Channel channel = desk.air(Desk.hls(station.url()));
    desk.until("a progress claim is written", () -> !desk.claims().isEmpty());
    station.ends(0, 5);
    desk.untilDone(channel);
    var last = desk.tallies().get(desk.tallies().size() - 1);
    assertThat(last.getClosed()).isTrue();
    assertThat(last.getCountersMap())
        .containsEntry("pcm_samples", desk.heard())
        .containsEntry("gap_samples", 0L)
        .containsEntry("frames_published", (long) desk.frames().size());
    Claim released = desk.claims().get(desk.claims().size() - 1);
    assertThat(released.getKind()).isEqualTo(Claim.Kind.KIND_RELEASED);
    assertThat(released.getEnd().getReason()).isEqualTo(End.Reason.REASON_SOURCE_ENDED);
    assertThat(released.getEndSample()).isEqualTo(last.getAsOfSample());
  }

  @Test
  void aStallIsNoticedAndSaid() {
    Station station = new Station(origin, hiss, "/stall", true).lists(0, 1);
    Channel channel = desk.air(Desk.hls(station.url()));
    desk.until(
        "a stall is said",
        () -> desk.events().stream().anyMatch(e -> e.getCode().equals("source-stalled")));
    station.ends(0, 5);
    desk.untilDone(channel);
    assertThat(desk.events().stream().map(SessionEvent::getKind))
        .containsExactly(
            SessionEvent.Kind.KIND_CONNECTING,
            SessionEvent.Kind.KIND_ON_AIR,
            SessionEvent.Kind.KIND_STALLED,
            SessionEvent.Kind.KIND_ON_AIR,
            SessionEvent.Kind.KIND_ENDED);
  }

  @Test
  void aClosedAddressFailsForGoodAndSaysWhoMustAct() {
    origin.serve(
        "/inside.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:1/x.ts\n");
    Channel channel = desk.air(Desk.hls(origin.url("/inside.m3u8")));
    desk.untilDone(channel);
    SessionEvent failed =
        desk.events().stream()
            .filter(e -> e.getKind() == SessionEvent.Kind.KIND_FAILED)
            .findFirst()
            .orElseThrow();
    assertThat(failed.getCode()).isEqualTo("address-refused");
    assertThat(failed.getParty()).isEqualTo(SessionEvent.Party.PARTY_SOURCE);
    assertThat(failed.getAction()).isNotBlank();
    assertThat(Desk.shape(desk.frames())).containsExactly("end REASON_FAILED");
  }
}

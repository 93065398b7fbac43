package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.StreamOutline;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Ear;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Station;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels with more than one input. */
class LiveBackupTest {
  private static final int SECOND = 16_000;
  private static Studio.Recording hiss;

  private Origin origin;
  private Desk desk;
  private Station main;
  private Station backup;

  @BeforeAll
  static void record(@TempDir Path folder) {
    hiss = Studio.transportStream(folder, 12, 48_000);
  }

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    desk = new Desk(origin.port(), true, Optional.empty());
    main = new Station(origin, hiss, "/main", true);
    backup = new Station(origin, hiss, "/backup", true);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  private SessionPlan plan() {
    SessionPlan.Builder plan = Desk.hls(main.url()).toBuilder();
    plan.getSourceBuilder().addBackupUrls(backup.url());
    return plan.build();
  }

  private boolean said(String code) {
    return desk.events().stream().anyMatch(e -> e.getCode().equals(code));
  }

  private void untilHeard(double seconds) {
    desk.until(seconds + " s are heard", () -> desk.heard() >= seconds * SECOND);
  }

  private List<AudioFrame> gaps() {
    return desk.frames().stream().filter(AudioFrame::hasGap).toList();
  }

  private byte[] undisturbed() throws Exception {
    try (Desk quiet = new Desk(origin.port(), true, Optional.empty())) {
      Station whole = new Station(origin, hiss, "/whole", true).ends(0, 5);
      quiet.untilDone(quiet.air(Desk.hls(whole.url())));
      return Desk.sound(quiet.frames());
    }
  }

  @Test
  void aBackupGoesOnAtTheSampleWhereTheMainInputFrozeAndBack() throws Exception {
    main.lists(0, 2);
    backup.lists(0, 3);
    Channel channel = desk.air(plan());
    untilHeard(5.8);
    desk.pass(Duration.ofSeconds(5));
    desk.until("the backup is on air", () -> said("backup-on-air"));
    untilHeard(7.8);
    main.lists(1, 4);
    desk.until(
        "the main one is listened to",
        () -> origin.asked().stream().filter(main.path(4)::equals).count() > 0);
    desk.pass(Duration.ofMillis(3_100));
    desk.until("the main one is on air", () -> said("main-on-air"));
    main.ends(1, 5);
    desk.untilDone(channel);

    List<AudioFrame> frames = desk.frames();
    Desk.assertTiles(frames);
    assertThat(gaps()).isEmpty();
    Ear.assertSameSound(Desk.sound(frames), undisturbed());
    assertThat(frames.stream().map(f -> f.getNextPosition().getInput()).distinct())
        .containsExactly(0, 1);
    assertThat(frames.get(frames.size() - 1).getNextPosition().getInput()).isZero();
    SessionEvent left =
        desk.events().stream()
            .filter(e -> e.getCode().equals("backup-on-air"))
            .findFirst()
            .orElseThrow();
    assertThat(left.getParty()).isEqualTo(SessionEvent.Party.PARTY_SOURCE);
    assertThat(left.getMessage()).contains(main.url(), backup.url());
    assertThat(desk.metrics.inputChanges.labelValues("backup").get()).isEqualTo(1);
    assertThat(desk.metrics.inputChanges.labelValues("main").get()).isEqualTo(1);
  }

  @Test
  void aMainInputThatIsRefusedIsLeftAtOnce() {
    backup.ends(0, 1);
    SessionPlan.Builder plan = plan().toBuilder();
    plan.getSourceBuilder().setUrl("http://127.0.0.2/closed.m3u8");
    desk.untilDone(desk.air(plan.build()));
    assertThat(said("backup-on-air")).isTrue();
    assertThat(gaps()).isEmpty();
    assertThat(desk.heard()).isGreaterThan((long) (3.9 * SECOND));
  }

  @Test
  void aChannelWhoseInputsAreAllRefusedFails() {
    SessionPlan.Builder plan = plan().toBuilder();
    plan.getSourceBuilder()
        .setUrl("http://127.0.0.2/closed.m3u8")
        .setBackupUrls(0, "http://127.0.0.3/closed.m3u8");
    desk.untilDone(desk.air(plan.build()));
    assertThat(Desk.shape(desk.frames())).containsExactly("end REASON_FAILED");
  }

  @Test
  void aSuccessorBeginsWithTheInputThatWasOnAir() {
    main.lists(0, 2);
    backup.ends(0, 5);
    SourcePosition place =
        SourcePosition.newBuilder()
            .setMediaSequence(4)
            .setSegmentUri(origin.url(backup.path(4)))
            .setInput(1)
            .build();
    desk.untilDone(desk.air(plan(), 0, Optional.of(place)));
    assertThat(origin.asked()).contains(backup.path(5)).doesNotContain(backup.path(0));
    assertThat(gaps()).isEmpty();
    assertThat(desk.events().get(0).getMessage()).contains(backup.url());
  }

  @Test
  void aSuccessorWithOtherBackupsFindsItsPlaceByDate() {
    main.ends(0, 5);
    SourcePosition place =
        SourcePosition.newBuilder()
            .setMediaSequence(812)
            .setSegmentUri("http://gone.example/812.ts")
            .setProgramDateTimeUs(Station.BEGAN.plusMillis(8_000).toEpochMilli() * 1_000)
            .setInput(-1)
            .build();
    desk.untilDone(desk.air(plan(), 0, Optional.of(place)));
    assertThat(gaps()).isEmpty();
    assertThat(desk.heard()).isBetween(4L * SECOND, 4L * SECOND + 4_096);
  }

  /** What a line would bring: pieces with the time at which they arrived, and then silence. */
  private static final class ScriptedLine implements StreamSource {
    private final List<Piece.Media> pieces;
    private int next;

    ScriptedLine(Piece.Media... pieces) {
      this.pieces = List.of(pieces);
    }

    @Override
    public Piece next() throws SourceTrouble {
      return next < pieces.size() ? pieces.get(next++) : new Piece.Later(Duration.ofMillis(10));
    }

    @Override
    public Optional<Piece.Lost> giveUp(SourceTrouble trouble) {
      return Optional.empty();
    }

    @Override
    public void seek(SourcePosition place, Gap.Reason ifMissing) {}

    @Override
    public Optional<Duration> lead() {
      return Optional.empty();
    }

    @Override
    public boolean keepsWhatIsNotTaken() {
      return false;
    }

    @Override
    public StreamOutline outline() {
      return new StreamOutline(
          true, OptionalLong.empty(), OptionalLong.empty(), List.of(), List.of());
    }

    @Override
    public void close() {}
  }

  private static Piece.Media arrived(int segment, long atMs) {
    return new Piece.Media(
        segment,
        0,
        "line",
        OptionalLong.of(atMs * 1_000),
        2 * SECOND,
        segment == 0,
        0,
        new Piece.InMemory(new byte[0], hiss.segments().get(segment)),
        atMs);
  }

  /** Two lines have nothing in common but the wall clock. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a backup that comes 5 s later, 57000, 5.0, 2.0",
    "one that comes within the jitter, 52200, 0, 2.0",
    "one whose first piece was half heard, 51000, 0, 1.0",
  })
  void betweenTwoLinesTheWallClockTells(
      String what, long arrivedAtMs, double gapSeconds, double heardOfIt) {
    desk.opening(
        plan ->
            plan.getSource().getUrl().endsWith("main")
                ? new ScriptedLine(arrived(0, 50_000))
                : new ScriptedLine(arrived(0, 49_000), arrived(1, arrivedAtMs)));
    SessionPlan.Builder plan =
        Desk.plan("srt://a.example/main", Source.Protocol.PROTOCOL_SRT).toBuilder();
    plan.getSourceBuilder().addBackupUrls("srt://b.example/backup");
    Channel channel = desk.air(plan.build());
    // The decoder holds its last block back until something follows or it is ended.
    untilHeard(1.8);
    desk.pass(Duration.ofSeconds(4));
    desk.until("the backup is on air", () -> said("backup-on-air"));
    long of = (long) ((1.8 + heardOfIt) * SECOND);
    desk.until(what, () -> desk.heard() > of);
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    if (gapSeconds == 0) {
      assertThat(gaps()).isEmpty();
    } else {
      assertThat(gaps()).hasSize(1);
      assertThat(gaps().get(0).getGap().getSamples()).isEqualTo((long) (gapSeconds * SECOND));
      assertThat(gaps().get(0).getGap().getReason()).isEqualTo(Gap.Reason.REASON_STALLED);
    }
  }
}

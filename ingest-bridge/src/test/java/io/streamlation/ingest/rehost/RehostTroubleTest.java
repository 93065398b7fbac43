package io.streamlation.ingest.rehost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Playout;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Programme;
import io.streamlation.ingest.support.Screen;
import io.streamlation.ingest.support.Station;
import io.streamlation.ingest.support.Studio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong beside the sound's road, and never on it. */
@Tag("ingest")
class RehostTroubleTest {
  private static final long SECOND = 16_000;
  private static final RehostSettings SETTINGS =
      new RehostSettings(
          Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofDays(1), 1L << 30, 720);

  @TempDir Path folder;
  private Path store;
  private Origin origin;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    store = Files.createDirectory(folder.resolve("store"));
    origin = new Origin();
    desk = desk();
  }

  private Desk desk() {
    return new Desk(origin.port(), true, Optional.empty())
        .rehosting(new FolderStore(store, Clock.systemUTC()), SETTINGS);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  private static SessionPlan wishing(Playout.Mode mode, String url) {
    return Desk.hls(url).toBuilder().setPlayout(Playout.newBuilder().setMode(mode)).build();
  }

  private static SessionPlan rehosted(String url) {
    return wishing(Playout.Mode.MODE_REHOST, url);
  }

  private Screen screen() {
    return new Screen(store.resolve(Desk.SESSION), folder);
  }

  private Studio.Recording programme(int seconds) throws IOException {
    return Studio.programme(Files.createDirectory(folder.resolve("made")), seconds, "ts");
  }

  private boolean said(String code) {
    return desk.events().stream().anyMatch(e -> e.getCode().equals(code));
  }

  private List<SourceSegment> ofEpoch(long epoch) {
    return desk.marks().stream().filter(m -> m.getEpoch() == epoch).toList();
  }

  private List<AudioFrame> framesOfEpoch(long epoch) {
    return desk.frames().stream().filter(f -> f.getEpoch() == epoch).toList();
  }

  /** Numbers go on, no time is told twice, and what is shown lies where it sounds. */
  private void assertGoesOn(int flashes) throws IOException {
    List<SourceSegment> segments = desk.marks();
    SourceSegment before = null;
    int compared = 0;
    for (SourceSegment segment : segments) {
      if (before != null) {
        assertThat(segment.getMediaSequence()).isGreaterThan(before.getMediaSequence());
        assertThat(Screen.sessionSample(segment))
            .isGreaterThanOrEqualTo(Screen.sessionSample(before) + before.getDurationSamples() - 2);
      }
      before = segment;
      compared += screen().assertInStep(List.of(segment), framesOfEpoch(segment.getEpoch()));
    }
    assertThat(compared).as("flashes of %s", segments).isGreaterThanOrEqualTo(flashes);
    screen().assertPlays(segments);
  }

  private static void signal(String name) throws Exception {
    List<ProcessHandle> packagers =
        ProcessHandle.current()
            .descendants()
            .filter(p -> p.info().commandLine().orElse("").contains("frag_keyframe"))
            .toList();
    assertThat(packagers).isNotEmpty();
    for (ProcessHandle packager : packagers) {
      new ProcessBuilder("kill", "-" + name, "" + packager.pid()).start().waitFor();
    }
  }

  /** Segments padded to 7 MB, so that 32 MiB of them wait soon. */
  @Test
  void whatAPackagerThatStandsStillDoesNotTakeIsLeftOut() throws Exception {
    Studio.Recording thin = programme(26);
    byte[] padding = new byte[7_000_000 / 188 * 188];
    for (int at = 0; at < padding.length; at += 188) {
      padding[at] = 0x47;
      padding[at + 1] = 0x1f;
      padding[at + 2] = (byte) 0xff;
      padding[at + 3] = 0x10;
    }
    List<byte[]> thick = new ArrayList<>();
    for (byte[] segment : thin.segments()) {
      byte[] padded = Arrays.copyOf(segment, segment.length + padding.length);
      System.arraycopy(padding, 0, padded, segment.length, padding.length);
      thick.add(padded);
    }
    Station station =
        new Station(origin, new Studio.Recording(thick, thin.initialisation(), 2.0), "/p", true)
            .lists(0, 1);
    Channel channel = desk.air(rehosted(station.url()));
    desk.until("a segment is told", () -> !desk.marks().isEmpty());
    signal("STOP");
    station.lists(0, 7);
    desk.until("it is said", () -> said("rehost-behind"));
    for (int newest = 8; newest < 12; newest++) {
      station.lists(0, newest);
      long heardTo = (2 * newest + 1) * SECOND;
      desk.until(newest + " is heard", () -> desk.heard() > heardTo);
    }
    station.ends(0, 12);
    desk.untilDone(channel);
    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
    assertThat(desk.heard()).isCloseTo(26 * SECOND, offset(SECOND / 5));
    assertThat(desk.marks()).anyMatch(m -> m.getDiscontinuitySequence() > 0);
    assertGoesOn(6);
  }

  /**
   * A file system of 300 kB, which is full after a few segments; some room is made, as people do.
   */
  @Test
  void aFullDiskCostsSegmentsAndNoSound() throws Exception {
    assertThat(
            new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=300k", "none", store.toString())
                .inheritIO()
                .start()
                .waitFor())
        .as("mount, as root")
        .isZero();
    try {
      Studio.Recording recording = programme(24);
      Station station =
          new Station(origin, recording, "/p", true).ends(0, recording.segments().size() - 1);
      Channel channel = desk.air(rehosted(station.url()));
      desk.until("it is said", () -> said("rehost-store"));
      int told = desk.marks().size();
      assertThat(told).isPositive();
      assertThat(desk.metrics.rehostSegments.labelValues("lost").get()).isPositive();
      for (SourceSegment segment : desk.marks()) {
        Files.delete(store.resolve(Desk.SESSION).resolve(segment.getRehosted().getName()));
      }
      desk.until("there is room again", () -> desk.marks().size() > told);
      desk.untilDone(channel);
      assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
      try (var files = Files.list(store.resolve(Desk.SESSION))) {
        assertThat(files).noneMatch(f -> f.getFileName().toString().startsWith(".part"));
      }
      SourceSegment next = desk.marks().get(told);
      SourceSegment last = desk.marks().get(told - 1);
      assertThat(next.getMediaSequence()).isGreaterThan(last.getMediaSequence() + 1);
      assertThat(Screen.sessionSample(next))
          .isGreaterThan(Screen.sessionSample(last) + last.getDurationSamples());
    } finally {
      new ProcessBuilder("umount", "-l", store.toString()).start().waitFor();
    }
  }

  @Test
  void anotherBridgeGoesOnBehindWhatWasTold() throws Exception {
    Path made = Files.createDirectory(folder.resolve("made"));
    List<String> arguments = new ArrayList<>(Programme.inputs(List.of("-t", "24")));
    arguments.addAll(Programme.CODED);
    arguments.addAll(List.of("-f", "dash", "-seg_duration", "2", made + "/live.mpd"));
    Studio.ffmpeg(arguments);
    origin.otherwise(
        exchange -> {
          Path file = made.resolve(exchange.getRequestURI().getPath().substring(1));
          (Files.isRegularFile(file) ? Origin.bytes(Files.readAllBytes(file)) : Origin.status(404))
              .give(exchange);
        });
    SessionPlan plan = Desk.plan(origin.url("/live.mpd"), Source.Protocol.PROTOCOL_DASH);
    Channel first = desk.air(plan);
    desk.until("two segments are told", () -> desk.marks().size() >= 2);
    first.release(End.Reason.REASON_HANDED_OVER, "test");
    desk.untilDone(first);
    AudioFrame end = desk.frames().get(desk.frames().size() - 1);

    desk.untilDone(desk.air(plan, end.getStartSample(), Optional.of(end.getNextPosition())));

    assertThat(ofEpoch(end.getEpoch() + 1)).isNotEmpty();
    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
    assertGoesOn(14);
  }

  @Test
  void aBackupInputIsAnotherSection() throws Exception {
    Studio.Recording recording = programme(16);
    Station main = new Station(origin, recording, "/main", true).lists(0, 2);
    Station backup = new Station(origin, recording, "/backup", true).ends(0, 7);
    SessionPlan.Builder plan = rehosted(main.url()).toBuilder();
    plan.getSourceBuilder().addBackupUrls(backup.url());
    desk.untilDone(desk.air(plan.build()));
    assertThat(said("backup-on-air")).isTrue();
    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
    assertThat(desk.marks()).extracting(SourceSegment::getInput).contains(0, 1);
    SourceSegment other =
        desk.marks().stream().filter(m -> m.getInput() == 1).findFirst().orElseThrow();
    assertThat(other.getDiscontinuitySequence()).isEqualTo(1);
    assertGoesOn(12);
  }

  /** As the session's plan changes on air: each change is a new beginning for the channel. */
  @Test
  void theModeMayChangeOnAir() throws Exception {
    Studio.Recording recording = programme(24);
    Station station = new Station(origin, recording, "/p", true).ends(0, 11);
    long samples = 0;
    Optional<AudioFrame> end = Optional.empty();
    List<Playout.Mode> modes =
        List.of(Playout.Mode.MODE_SIDECAR, Playout.Mode.MODE_REHOST, Playout.Mode.MODE_NONE);
    for (Playout.Mode mode : modes) {
      Channel channel =
          desk.air(wishing(mode, station.url()), samples, end.map(AudioFrame::getNextPosition));
      long heardTo = desk.heard() + 6 * SECOND;
      desk.until("6 s of " + mode + " are heard", () -> desk.heard() >= heardTo);
      for (Playout.Mode next : modes) {
        boolean same =
            Rehosting.wishes(wishing(next, station.url())) == (mode == Playout.Mode.MODE_REHOST);
        assertThat(channel.mayGoOnUnder(wishing(next, station.url()))).isEqualTo(same);
      }
      channel.release(End.Reason.REASON_HANDED_OVER, "test");
      desk.untilDone(channel);
      AudioFrame last = desk.frames().get(desk.frames().size() - 1);
      samples += last.getStartSample();
      end = Optional.of(last);
    }
    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
    assertThat(ofEpoch(100)).isNotEmpty().noneMatch(SourceSegment::hasRehosted);
    assertThat(ofEpoch(101)).isNotEmpty().allMatch(SourceSegment::hasRehosted);
    assertThat(ofEpoch(102)).noneMatch(SourceSegment::hasRehosted);
    screen().assertTiles(ofEpoch(101));
    assertThat(screen().assertInStep(ofEpoch(101), framesOfEpoch(101))).isPositive();
  }
}

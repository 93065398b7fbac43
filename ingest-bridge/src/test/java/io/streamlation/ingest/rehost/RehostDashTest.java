package io.streamlation.ingest.rehost;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Programme;
import io.streamlation.ingest.support.Screen;
import io.streamlation.ingest.support.Sender;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DASH, whose picture and sound lie in segments of their own: real decoder, real packagers. */
class RehostDashTest {
  private static final RehostSettings SETTINGS =
      new RehostSettings(
          Duration.ofSeconds(4), Duration.ofMinutes(10), Duration.ofDays(1), 1L << 30, 720);

  @TempDir Path folder;
  private Path made;
  private Origin origin;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    made = Files.createDirectory(folder.resolve("made"));
    origin = new Origin();
    origin.otherwise(
        exchange -> {
          Path file = made.resolve(exchange.getRequestURI().getPath().substring(1));
          (Files.isRegularFile(file) ? Origin.bytes(Files.readAllBytes(file)) : Origin.status(404))
              .give(exchange);
        });
    desk =
        new Desk(origin.port(), true, Optional.empty())
            .rehosting(new FolderStore(folder.resolve("store"), Clock.systemUTC()), SETTINGS);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  private SessionPlan plan() {
    return Desk.plan(origin.url("/live.mpd"), Source.Protocol.PROTOCOL_DASH);
  }

  private Screen screen() {
    return new Screen(folder.resolve("store").resolve(Desk.SESSION), folder);
  }

  private void packaged(int seconds, String... format) {
    List<String> arguments = new ArrayList<>(Programme.inputs(List.of("-t", "" + seconds)));
    arguments.addAll(Programme.CODED);
    arguments.addAll(List.of("-f", "dash", "-seg_duration", "2"));
    arguments.addAll(List.of(format));
    arguments.add(made.resolve("live.mpd").toString());
    Studio.ffmpeg(arguments);
  }

  @Test
  void laysThePictureWhereItsSoundLies() throws Exception {
    packaged(12);
    desk.untilDone(desk.air(plan()));

    List<SourceSegment> segments = desk.marks();
    assertThat(segments)
        .as("%s", desk.events())
        .extracting(SourceSegment::getMediaSequence)
        .containsExactly(0L, 1L, 2L);
    assertThat(segments).allMatch(s -> s.getDiscontinuitySequence() == 0);
    SourceSegment first = segments.get(0);
    assertThat(first.getRehosted().getCodecs()).matches("avc1\\.[0-9a-f]{6},mp4a\\.40\\.2");
    assertThat(first.getRehosted().getWidth()).isEqualTo(160);
    assertThat(first.getRehosted().getFramesPerSecondMilli()).isEqualTo(25_000);
    screen().assertTiles(segments);
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(11);
    screen().assertPlays(segments);
    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
  }

  @Test
  @Tag("ingest")
  void aPictureThatIsMissingCostsNoSoundAndBeginsAnotherSection() throws Exception {
    packaged(16);
    origin.answer("/chunk-stream1-00003.m4s", Origin.status(404)); // four to six seconds
    desk.untilDone(desk.air(plan()));

    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
    assertThat(said("rehost-picture-lost")).contains("2.0 s of picture are missing");
    List<SourceSegment> segments = desk.marks();
    assertThat(segments)
        .extracting(SourceSegment::getDiscontinuitySequence)
        .as("%s", segments)
        .containsExactly(0L, 1L, 1L, 1L);
    assertThat(segments.get(1).getStartSample()).isBetween(6 * 16_000L, 6 * 16_000L + 640);
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(13);
    screen().assertTiles(segments.subList(1, segments.size()));
    screen().assertPlays(segments);
  }

  /** The packager writes MPEG-4 part 2, which no browser shows. */
  @Test
  @Tag("ingest")
  void aPictureThatNobodyCouldShowIsRefusedInWordsAndTheSoundGoesOn() throws Exception {
    Studio.dash(made, 4, List.of(), List.of());
    desk.untilDone(desk.air(plan()));
    assertThat(said("rehost-picture-refused")).contains("mp4v", "only H.264 and H.265");
    assertThat(desk.marks()).isEmpty();
    assertThat(desk.heard()).isGreaterThanOrEqualTo(4 * 16_000);
  }

  @Test
  @Tag("ingest")
  void soundAloneIsNothingToComplainAbout() throws Exception {
    Studio.ffmpeg(
        List.of(
            ("-f lavfi -t 4 -i sine -c:a aac -f dash -seg_duration 2 " + made + "/live.mpd")
                .split(" ")));
    desk.untilDone(desk.air(plan()));
    assertThat(desk.events()).noneMatch(e -> e.getCode().startsWith("rehost-"));
    assertThat(desk.heard()).isGreaterThanOrEqualTo(4 * 16_000);
  }

  /** Segments of sound and of picture with other lengths, another clock, and names by time. */
  @Test
  @Tag("ingest")
  void laysThemTogetherWhateverTheirSegmentsAndClocksAre() throws Exception {
    packaged(
        12,
        "-adaptation_sets",
        "id=0,seg_duration=6,streams=v id=1,seg_duration=1,streams=a",
        "-output_ts_offset",
        "3000");
    desk.untilDone(desk.air(plan()));
    List<SourceSegment> segments = desk.marks();
    screen().assertTiles(segments);
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(11);
    screen().assertPlays(segments);
  }

  @Test
  @Tag("ingest")
  void followsALiveChannelAndAKilledPackagerOfThePictureCostsNoSound() throws Exception {
    Path manifest = made.resolve("live.mpd");
    try (Sender sender =
        Sender.programmeTo(
            Programme.CODED, ("-f dash -seg_duration 2 -window_size 5 " + manifest).split(" "))) {
      desk.until("something is packaged", () -> Files.exists(manifest));
      Channel channel = desk.air(plan());
      desk.until("two segments are told", () -> desk.marks().size() >= 2);
      assertThat(
              ProcessHandle.current()
                  .descendants()
                  .filter(p -> p.info().commandLine().orElse("").contains("frag_keyframe"))
                  .filter(p -> p.info().commandLine().orElse("").contains("0:v:0"))
                  .filter(ProcessHandle::destroyForcibly)
                  .count())
          .isPositive();
      desk.until(
          "another section is told",
          () -> desk.marks().stream().filter(m -> m.getDiscontinuitySequence() == 1).count() >= 2);
      channel.release(End.Reason.REASON_STOPPED, "test");
      desk.untilDone(channel);
      assertThat(sender.isRunning()).isTrue();
    }
    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
    assertThat(said("rehost-broke")).contains("the packager of the picture gave up");
    List<SourceSegment> segments = desk.marks();
    assertThat(segments).allMatch(s -> s.getProgramDateTimeUs() > 0);
    for (int i = 0; i < segments.size(); i++) {
      assertThat(segments.get(i).getMediaSequence()).isEqualTo(i);
    }
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(10);
    screen().assertPlays(segments);
  }

  private String said(String code) {
    return desk.events().stream()
        .filter(e -> e.getCode().equals(code))
        .map(SessionEvent::getMessage)
        .findFirst()
        .orElse("nothing of " + code);
  }
}

package io.streamlation.ingest.rehost;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.Playout;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Programme;
import io.streamlation.ingest.support.Screen;
import io.streamlation.ingest.support.Station;
import io.streamlation.ingest.support.Studio;
import java.io.ByteArrayOutputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An HLS origin whose plan wishes re-hosting: the real decoder and the real packager. */
class RehostHlsTest {
  private static final RehostSettings SETTINGS =
      new RehostSettings(
          Duration.ofSeconds(4), Duration.ofMinutes(10), Duration.ofDays(1), 1L << 30, 720);

  @TempDir Path folder;
  private Origin origin;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    desk =
        new Desk(origin.port(), true, Optional.empty())
            .rehosting(new FolderStore(folder.resolve("store"), Clock.systemUTC()), SETTINGS);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  private static SessionPlan rehosted(String url) {
    return Desk.hls(url).toBuilder()
        .setPlayout(Playout.newBuilder().setMode(Playout.Mode.MODE_REHOST))
        .build();
  }

  private Screen screen() {
    return new Screen(folder.resolve("store").resolve(Desk.SESSION), folder);
  }

  @Test
  void laysThePictureWhereItsSoundLies() throws Exception {
    Path made = Files.createDirectory(folder.resolve("made"));
    Studio.Recording recording = Studio.programme(made, 12, "ts");
    Station station = new Station(origin, recording, "/p", true).ends(0, 5);

    Channel channel = desk.air(rehosted(station.url()));
    desk.untilDone(channel);

    List<SourceSegment> segments = desk.marks();
    assertThat(segments).extracting(SourceSegment::getMediaSequence).containsExactly(0L, 1L, 2L);
    assertThat(segments).allMatch(s -> s.getDiscontinuitySequence() == 0);
    SourceSegment first = segments.get(0);
    assertThat(first.getDurationSamples()).isEqualTo(4 * 16_000);
    assertThat(first.getRehosted().getCodecs()).matches("avc1\\.[0-9a-f]{6},mp4a\\.40\\.2");
    assertThat(first.getRehosted().getWidth()).isEqualTo(160);
    assertThat(first.getRehosted().getHeight()).isEqualTo(90);
    assertThat(first.getRehosted().getFramesPerSecondMilli()).isEqualTo(25_000);
    assertThat(first.getProgramDateTimeUs() / 1_000)
        .isBetween(Station.BEGAN.toEpochMilli() - 50, Station.BEGAN.toEpochMilli() + 50);

    screen().assertTiles(segments);
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(11);
    screen().assertPlays(segments);
    Path source = folder.resolve("source.ts");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    recording.segments().forEach(all::writeBytes);
    Files.write(source, all.toByteArray());
    screen().assertCopied(segments, source, "aac_adtstoasc");
  }

  @Test
  @Tag("ingest")
  void goesOnAcrossTheWrapOfTheClock() throws Exception {
    Path made = Files.createDirectory(folder.resolve("made"));
    double wrapSeconds = (1L << 33) / 90_000.0;
    Studio.Recording recording =
        Studio.programme(made, 12, "ts", "-output_ts_offset", "" + (wrapSeconds - 7));
    Station station = new Station(origin, recording, "/p", false).ends(0, 5);

    desk.untilDone(desk.air(rehosted(station.url())));

    List<SourceSegment> segments = desk.marks();
    screen().assertTiles(segments);
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(9);
    assertThat(segments.get(0).getPts90Khz()).isGreaterThan((1L << 33) - 8 * 90_000);
    SourceSegment last = segments.get(segments.size() - 1);
    assertThat(last.getPts90Khz()).isLessThan(8 * 90_000);
    // FFmpeg's own player of playlists loses a second at a wrap, as it does with any origin's.
    assertThat(last.getDiscontinuitySequence()).isEqualTo(1);
  }

  /** Audio renditions beside variants without sound. */
  @ParameterizedTest
  @Tag("ingest")
  @ValueSource(strings = {"mpegts", "fmp4"})
  void joinsThePictureWithItsRendition(String type) throws Exception {
    Path made = Files.createDirectory(folder.resolve("made"));
    List<String> arguments = new ArrayList<>(Programme.inputs(List.of("-t", "12")));
    arguments.addAll(Programme.CODED);
    arguments.addAll(List.of("-f", "hls", "-hls_time", "2", "-hls_list_size", "0"));
    arguments.addAll(List.of("-hls_playlist_type", "vod", "-hls_segment_type", type));
    arguments.addAll(List.of("-master_pl_name", "main.m3u8"));
    arguments.addAll(List.of("-var_stream_map", "a:0,agroup:sound v:0,agroup:sound"));
    arguments.add(made.resolve("s%v.m3u8").toString());
    Studio.ffmpeg(arguments);
    origin.otherwise(
        exchange -> {
          Path file = made.resolve(exchange.getRequestURI().getPath().substring(1));
          (Files.isRegularFile(file) ? Origin.bytes(Files.readAllBytes(file)) : Origin.status(404))
              .give(exchange);
        });

    desk.untilDone(desk.air(rehosted(origin.url("/main.m3u8"))));

    List<SourceSegment> segments = desk.marks();
    assertThat(segments)
        .as("%s", desk.events())
        .extracting(SourceSegment::getMediaSequence)
        .containsExactly(0L, 1L, 2L);
    screen().assertTiles(segments);
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(11);
    screen().assertPlays(segments);
  }

  @Test
  @Tag("ingest")
  void laysThePictureOfFragmentedMp4WhereItsSoundLies() throws Exception {
    Path made = Files.createDirectory(folder.resolve("made"));
    Studio.Recording recording = Studio.programme(made, 12, "m4s", "-hls_segment_type", "fmp4");
    Station station = new Station(origin, recording, "/p", true).ends(0, 5);
    desk.untilDone(desk.air(rehosted(station.url())));
    List<SourceSegment> segments = desk.marks();
    screen().assertTiles(segments);
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(11);
    screen().assertPlays(segments);
  }
}

package io.streamlation.ingest.source.dash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Ear;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Studio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels on air with what FFmpeg's packager wrote: a real origin, the real decoder. */
class DashLiveTest {
  private static final int SECONDS = 8;
  private static final int SECOND = 16_000;

  @TempDir Path folder;
  private Origin origin;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    desk = new Desk(origin.port(), true, Optional.empty());
    origin.otherwise(
        exchange -> {
          Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
          (Files.isRegularFile(file) ? Origin.bytes(Files.readAllBytes(file)) : Origin.status(404))
              .give(exchange);
        });
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  private SessionPlan plan() {
    return Desk.plan(origin.url("/live.mpd"), Source.Protocol.PROTOCOL_DASH);
  }

  /** As it stands in the packager's manifest, with some of it written otherwise. */
  private void rewrite(String... fromTo) {
    try {
      Path file = folder.resolve("live.mpd");
      String mpd = Files.readString(file);
      for (int i = 0; i < fromTo.length; i += 2) {
        assertThat(mpd).containsPattern(fromTo[i]);
        mpd = mpd.replaceAll(fromTo[i], fromTo[i + 1]);
      }
      Files.writeString(file, mpd);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<AudioFrame> play() {
    Channel channel = desk.air(plan());
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    return desk.frames();
  }

  /** The same noise, from one file. */
  private byte[] whole() throws Exception {
    try (Desk quiet = new Desk(origin.port(), true, Optional.empty())) {
      Channel channel = quiet.air(plan());
      quiet.untilDone(channel);
      return Desk.sound(quiet.frames());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, chunk-$RepresentationID$-$Number%05d$.m4s",
    "1, chunk-$RepresentationID$-$Time$.m4s",
    "0, chunk-$RepresentationID$-$Number$.m4s",
  })
  void everySampleComesOutOnceHoweverSegmentsAreAddressed(String timeline, String name) {
    // FFmpeg names a segment that begins before zero, with the encoder's priming, by another time
    // than it lists it with: so it begins later.
    List<String> packaging =
        List.of("-use_timeline", timeline, "-media_seg_name", name, "-output_ts_offset", "5");
    Studio.dash(folder, SECONDS, packaging, List.of());
    List<AudioFrame> frames = play();
    assertThat(frames).filteredOn(AudioFrame::hasGap).isEmpty();
    assertThat(desk.heard()).isBetween((long) SECONDS * SECOND, (long) SECONDS * SECOND + 2 * 1024);
    assertThat(frames.get(frames.size() - 1).getEnd().getReason())
        .isEqualTo(End.Reason.REASON_SOURCE_ENDED);
  }

  @Test
  void aListOfSegmentsAndPartsOfOneFileAreHeardToo() {
    Studio.dash(folder, 6, List.of("-use_template", "0"), List.of());
    assertThat(folder.resolve("live.mpd")).content().contains("<SegmentList");
    play();
    assertThat(desk.heard()).isBetween(6L * SECOND, 6L * SECOND + 2 * 1024);
  }

  /** The recording as a live channel of which everything is there already. */
  private void live() {
    rewrite(
        "type=\"static\"",
        "type=\"dynamic\" availabilityStartTime=\""
            + Instant.now().minusSeconds(12).toString()
            + "\" minimumUpdatePeriod=\"PT1S\"");
  }

  @Test
  void aLostSegmentIsAGapOfItsLengthAndANewBridgeGoesOnAtTheVerySample() throws Exception {
    Studio.dash(folder, 12, List.of("-use_timeline", "1"), List.of());
    byte[] whole = whole();
    live();
    Path third = segment(3);
    Path kept = folder.resolve("kept");
    Files.move(third, kept);
    Path fifth = segment(5); // not to be had before the second bridge: else the first hears it all
    origin.answer("/" + fifth.getFileName(), Origin.status(503));
    Channel channel = desk.air(plan());
    desk.until("what lies behind the hole is heard", () -> desk.heard() > 5 * SECOND);
    channel.release(End.Reason.REASON_HANDED_OVER, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    List<AudioFrame> before = desk.frames();
    List<AudioFrame> gaps = before.stream().filter(AudioFrame::hasGap).toList();
    assertThat(gaps).hasSize(1);
    assertThat(gaps.get(0).getGap().getReason()).isEqualTo(Gap.Reason.REASON_SEGMENT_LOST);
    assertThat(gaps.get(0).getGap().getSamples()).isCloseTo(2L * SECOND, offset(400L));
    AudioFrame end = before.get(before.size() - 1);

    Channel second = desk.air(plan(), end.getStartSample(), Optional.of(end.getNextPosition()));
    origin.answer("/" + fifth.getFileName(), Origin.bytes(Files.readAllBytes(fifth)));
    desk.until("it goes on", () -> desk.frames().size() > before.size() + 10);
    rewrite("type=\"dynamic\"", "type=\"static\"");
    desk.untilDone(second);
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).hasSize(1);
    assertThat(desk.heard() + gaps.get(0).getGap().getSamples())
        .isCloseTo(whole.length / 2, offset(2L));
    Ear.assertSameEnding(Desk.sound(desk.frames()), whole);
  }

  private Path segment(int number) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches("chunk-stream\\d-0*" + number + ".m4s"))
          .filter(f -> sounds(f))
          .findFirst()
          .orElseThrow();
    }
  }

  private boolean sounds(Path file) {
    String stream = file.getFileName().toString().split("-")[1];
    try {
      String init =
          new String(
              Files.readAllBytes(folder.resolve("init-" + stream + ".m4s")),
              StandardCharsets.ISO_8859_1);
      return init.contains("soun");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theSoundOfTheWishedLanguageIsHeardAndAnotherOneIsToldOf() {
    Studio.dash(
        folder,
        4,
        List.of("-use_timeline", "1"),
        List.of("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=deu"));
    SessionPlan german =
        plan().toBuilder().setSource(plan().getSource().toBuilder().setAudioTrack("de")).build();
    Channel channel = desk.air(german);
    desk.untilDone(channel);
    long de = loudness(Desk.sound(desk.frames()));
    desk.kafka.clear();
    desk.untilDone(desk.air(plan()));
    assertThat(loudness(Desk.sound(desk.frames())))
        .as("the English one is the louder")
        .isGreaterThan(3 * de);

    desk.kafka.clear();
    SessionPlan french =
        plan().toBuilder().setSource(plan().getSource().toBuilder().setAudioTrack("fr")).build();
    desk.untilDone(desk.air(french));
    assertThat(desk.events())
        .anyMatch(
            e ->
                e.getCode().equals("audio-track-unknown")
                    && e.getMessage().contains("no audio track \"fr\"; it has set-")
                    && e.getMessage().contains("(deu"));
  }

  static long loudness(byte[] pcm) {
    long sum = 0;
    for (int i = 0; i + 1 < pcm.length; i += 2) {
      sum += Math.abs((short) (pcm[i] & 0xff | pcm[i + 1] << 8));
    }
    return sum / Math.max(1, pcm.length / 2);
  }
}

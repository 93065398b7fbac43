package io.streamlation.ingest.rehost;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.Playout;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Programme;
import io.streamlation.ingest.support.Screen;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file comes as fast as it sounds, and so does its picture. */
class RehostFileTest {
  private static final RehostSettings SETTINGS =
      new RehostSettings(
          Duration.ofSeconds(4), Duration.ofMinutes(10), Duration.ofDays(1), 1L << 30, 720);

  @TempDir Path folder;

  @Test
  @Tag("ingest")
  void laysThePictureOfAFileWhereItsSoundLies() throws Exception {
    Path files = Files.createDirectory(folder.resolve("files"));
    Path file = files.resolve("p.mp4");
    List<String> arguments = new ArrayList<>(Programme.inputs(List.of("-t", "10")));
    arguments.addAll(Programme.CODED);
    arguments.add(file.toString());
    Studio.ffmpeg(arguments);
    try (Desk desk =
        new Desk(0, true, Optional.of(files))
            .rehosting(new FolderStore(folder.resolve("store"), Clock.systemUTC()), SETTINGS)) {
      desk.untilDone(desk.air(Desk.plan("p.mp4", Source.Protocol.PROTOCOL_FILE)));
      List<SourceSegment> segments = desk.marks();
      assertThat(segments).extracting(SourceSegment::getMediaSequence).containsExactly(0L, 1L, 2L);
      Screen screen = new Screen(folder.resolve("store").resolve(Desk.SESSION), folder);
      screen.assertTiles(segments);
      assertThat(screen.assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(9);
      screen.assertPlays(segments);
      screen.assertCopied(segments, file, "null");
    }
  }

  @Test
  void aPlanMayWishThatNothingIsPlayedOut() {
    for (Playout.Mode mode : List.of(Playout.Mode.MODE_NONE, Playout.Mode.MODE_SIDECAR)) {
      assertThat(
              Rehosting.wishes(
                  Desk.plan("p.mp4", Source.Protocol.PROTOCOL_FILE).toBuilder()
                      .setPlayout(Playout.newBuilder().setMode(mode))
                      .build()))
          .isFalse();
    }
    assertThat(Rehosting.wishes(Desk.plan("p.mp4", Source.Protocol.PROTOCOL_FILE))).isTrue();
    assertThat(Rehosting.wishes(Desk.hls("http://x/live.m3u8"))).isFalse();
  }
}

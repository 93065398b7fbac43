package io.streamlation.ingest.source.dash;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.RtmpServer;
import io.streamlation.ingest.support.Sender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FFmpeg and nginx package in real time, with windows far shorter than the run. */
@Tag("ingest")
class LivePackagerTest {
  private static final long SECOND = 16_000;

  @TempDir Path folder;

  @ParameterizedTest(name = "use_timeline={0}")
  @ValueSource(strings = {"1", "0"})
  void holdsLongerThanTheWindowAndThroughAnEncoderThatStandsStill(String timeline)
      throws Exception {
    Path manifest = folder.resolve("live.mpd");
    try (Origin origin = new Origin();
        Desk desk = new Desk(origin.port(), false, Optional.empty());
        Sender sender =
            Sender.soundTo(
                List.of("-c:a", "aac", "-b:a", "64k"),
                "-f",
                "dash",
                "-seg_duration",
                "1",
                "-window_size",
                "4",
                "-use_timeline",
                timeline,
                manifest.toString())) {
      origin.otherwise(filesOf(folder));
      desk.until("something is packaged", () -> Files.exists(manifest));
      Channel channel = desk.air(Desk.plan(origin.url("/live.mpd"), Source.Protocol.PROTOCOL_DASH));
      desk.until("five windows are heard", () -> desk.heard() > 20 * SECOND);
      sender.freeze();
      desk.until("the stall is said", () -> said(desk, SessionEvent.Kind.KIND_STALLED));
      long before = desk.heard();
      sender.thaw();
      desk.until("it goes on", () -> desk.heard() > before + 5 * SECOND);
      sender.end();
      desk.untilDone(channel);
      Desk.assertTiles(desk.frames());
      List<AudioFrame> frames = desk.frames();
      assertThat(frames).filteredOn(AudioFrame::hasGap).isEmpty();
      assertThat(frames.get(frames.size() - 1).getEnd().getReason())
          .isEqualTo(End.Reason.REASON_SOURCE_ENDED);
      assertThat(frames.get(0).hasProgramDateTimeUs()).isTrue();
    }
  }

  /**
   * It lists picture and sound, times that do not begin at zero, and begins anew with each sender.
   */
  @Test
  void hearsWhatAnotherPackagerWritesAndASenderThatComesBack() throws Exception {
    int port = Sender.freePort();
    String[] there = {"-f", "flv", "rtmp://127.0.0.1:" + port + "/live/noise"};
    Path manifest = folder.resolve("air/noise.mpd");
    List<String> aac = List.of("-c:a", "aac", "-b:a", "64k");
    try (Origin origin = new Origin();
        Desk desk = new Desk(origin.port(), false, Optional.empty());
        RtmpServer nginx = RtmpServer.packagingDash(folder, port)) {
      origin.otherwise(filesOf(folder.resolve("air")));
      Channel channel;
      try (Sender sender = Sender.soundTo(aac, there)) {
        desk.until("three segments are packaged", () -> segments(manifest) >= 3);
        channel = desk.air(Desk.plan(origin.url("/noise.mpd"), Source.Protocol.PROTOCOL_DASH));
        desk.until("three windows are heard", () -> desk.heard() > 18 * SECOND);
        assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
        sender.kill();
        desk.until("the stall is said", () -> said(desk, SessionEvent.Kind.KIND_STALLED));
      }
      long before = desk.heard();
      try (Sender again = Sender.soundTo(aac, there)) {
        desk.until("it is heard again", () -> desk.heard() > before + 5 * SECOND);
        assertThat(again.isRunning()).isTrue();
      }
      channel.release(End.Reason.REASON_STOPPED, "test");
      desk.untilDone(channel);
      Desk.assertTiles(desk.frames());
      assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).hasSize(1);
    }
  }

  private static long segments(Path manifest) {
    try {
      return Files.exists(manifest)
          ? Files.readAllLines(manifest).stream().filter(line -> line.contains("<S ")).count()
          : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Origin.Answer filesOf(Path folder) {
    return exchange -> {
      Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
      boolean there = Files.isRegularFile(file);
      (there ? Origin.bytes(Files.readAllBytes(file)) : Origin.status(404)).give(exchange);
    };
  }

  private static boolean said(Desk desk, SessionEvent.Kind kind) {
    return desk.events().stream().anyMatch(e -> e.getKind() == kind);
  }
}

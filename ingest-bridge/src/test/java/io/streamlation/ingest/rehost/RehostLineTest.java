package io.streamlation.ingest.rehost;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.source.receive.Wire;
import io.streamlation.ingest.source.rtmp.RtmpWire;
import io.streamlation.ingest.source.rtsp.RtspWire;
import io.streamlation.ingest.source.srt.SrtListenWire;
import io.streamlation.ingest.source.srt.SrtWire;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.supervise.Sources;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Dialling;
import io.streamlation.ingest.support.Programme;
import io.streamlation.ingest.support.Screen;
import io.streamlation.ingest.support.Sender;
import io.streamlation.ingest.support.Studio;
import java.io.BufferedReader;
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

/** Senders in real time on loopback; the real receiver, decoder and packager. */
@Tag("ingest")
class RehostLineTest {
  private static final Path RTSP_SERVER =
      Path.of("../infra/bench/src/main/resources/io/streamlation/bench/peer/rtsp-server.py");
  private static final RehostSettings SETTINGS =
      new RehostSettings(
          Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofDays(1), 1L << 30, 720);

  @TempDir Path folder;
  private int port;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    port = Sender.freePort();
    desk = desk();
  }

  private Desk desk() {
    return desk(
        plan -> {
          Wire wire =
              switch (plan.getSource().getProtocol()) {
                case PROTOCOL_SRT -> new SrtWire();
                case PROTOCOL_RTSP -> new RtspWire(true);
                default -> new RtmpWire(true);
              };
          return Dialling.to(port, wire, plan.getSource().getUrl());
        });
  }

  private Desk desk(Sources sources) {
    return new Desk(0, true, Optional.empty())
        .opening(sources)
        .rehosting(new FolderStore(folder.resolve("store"), Clock.systemUTC()), SETTINGS);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private SessionPlan rtmp() {
    return Desk.plan("rtmp://127.0.0.1:" + port + "/live/p", Source.Protocol.PROTOCOL_RTMP);
  }

  private SessionPlan srt() {
    return Desk.plan("srt://127.0.0.1:" + port, Source.Protocol.PROTOCOL_SRT);
  }

  private Sender overRtmp() throws Exception {
    return Sender.programmeTo(
        Programme.CODED, "-f", "flv", "-listen", "1", "rtmp://127.0.0.1:" + port + "/live/p");
  }

  private Sender overSrt(List<String> coded) throws Exception {
    return Sender.programmeTo(coded, "-f", "mpegts", "srt://127.0.0.1:" + port + "?mode=listener");
  }

  private Screen screen() {
    return new Screen(folder.resolve("store").resolve(Desk.SESSION), folder);
  }

  private void untilTold(int segments) {
    desk.until(segments + " segments are told", () -> desk.marks().size() >= segments);
  }

  private void stop(Channel channel) {
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
  }

  @Test
  void laysThePictureOfRtmpWhereItsSoundLies() throws Exception {
    try (Sender sender = overRtmp()) {
      Channel channel = desk.air(rtmp());
      untilTold(4);
      stop(channel);
      assertThat(sender.isRunning()).isTrue();
    }
    assertRight(desk.marks(), 6);
  }

  @Test
  void laysThePictureOfSrtWhereItsSoundLies() throws Exception {
    try (Sender sender = overSrt(Programme.CODED)) {
      Channel channel = desk.air(srt());
      untilTold(4);
      stop(channel);
      assertThat(sender.isRunning()).isTrue();
    }
    assertRight(desk.marks(), 6);
  }

  @Test
  void laysThePictureOfRtspWhereItsSoundLies() throws Exception {
    Path file = folder.resolve("p.mp4");
    List<String> arguments = new ArrayList<>(Programme.inputs(List.of("-t", "40")));
    arguments.addAll(Programme.CODED);
    arguments.add(file.toString());
    Studio.ffmpeg(arguments);
    Process server =
        new ProcessBuilder(
                "/usr/bin/python3",
                RTSP_SERVER.toAbsolutePath().toString(),
                Integer.toString(port),
                "filesrc location="
                    + file
                    + " ! qtdemux name=d d.video_0 ! queue ! h264parse config-interval=-1"
                    + " ! rtph264pay name=pay0 pt=96"
                    + " d.audio_0 ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97")
            .redirectErrorStream(true)
            .start();
    try {
      BufferedReader said = server.inputReader();
      for (String line = said.readLine(); !"on".equals(line); line = said.readLine()) {
        assertThat(line).as("the server ended before it was on").isNotNull();
      }
      Channel channel =
          desk.air(Desk.plan("rtsp://127.0.0.1:" + port + "/noise", Source.Protocol.PROTOCOL_RTSP));
      untilTold(4);
      stop(channel);
    } finally {
      server.destroyForcibly().waitFor();
    }
    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
    assertRight(desk.marks(), 6);
  }

  /** As {@code PushedSource} has it of SRT: a listener whose passphrase is the session's key. */
  @Test
  void laysThePictureThatIsPushedWhereItsSoundLies() throws Exception {
    String key = "a-key-of-one-session";
    desk.close();
    desk =
        desk(
            plan ->
                Dialling.to(port, new SrtListenWire("127.0.0.1", key), plan.getSource().getUrl()));
    Channel channel = desk.air(srt());
    desk.until(
        "a sender is taken",
        () -> {
          try (Sender sender =
              Sender.programmeTo(
                  Programme.CODED,
                  "-f",
                  "mpegts",
                  "srt://127.0.0.1:" + port + "?mode=caller&passphrase=" + key)) {
            desk.until(
                "segments or refusal", () -> !sender.isRunning() || desk.marks().size() >= 4);
            return desk.marks().size() >= 4;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    stop(channel);
    assertRight(desk.marks(), 6);
  }

  @Test
  void codesSoundAnewThatBrowsersDoNotPlay() throws Exception {
    List<String> layerTwo = new ArrayList<>(Programme.CODED);
    layerTwo.set(layerTwo.indexOf("aac"), "mp2");
    layerTwo.set(layerTwo.indexOf("-aac_pns"), "-ac"); // means nothing to that encoder
    layerTwo.set(layerTwo.indexOf("-ac") + 1, "1");
    try (Sender sender = overSrt(layerTwo)) {
      Channel channel = desk.air(srt());
      untilTold(3);
      stop(channel);
      assertThat(sender.isRunning()).isTrue();
    }
    assertRight(desk.marks(), 4);
    assertThat(desk.marks().get(0).getRehosted().getCodecs()).endsWith(",mp4a.40.2");
    assertThat(desk.events())
        .anyMatch(
            e ->
                e.getCode().equals("rehost-on-air")
                    && e.getMessage().contains("MPEG audio, is coded anew to AAC"));
  }

  @Test
  void aKilledPackagerCostsNoSoundAndBeginsAnotherSection() throws Exception {
    try (Sender sender = overSrt(Programme.CODED)) {
      Channel channel = desk.air(srt());
      untilTold(1);
      long killed =
          ProcessHandle.current()
              .descendants()
              .filter(p -> p.info().commandLine().orElse("").contains("frag_keyframe"))
              .filter(ProcessHandle::destroyForcibly)
              .count();
      assertThat(killed).isPositive();
      desk.until(
          "another section is told",
          () -> desk.marks().stream().filter(m -> m.getDiscontinuitySequence() == 1).count() >= 2);
      stop(channel);
      assertThat(sender.isRunning()).isTrue();
    }
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).noneMatch(AudioFrame::hasGap);
    assertThat(desk.events()).anyMatch(e -> e.getCode().equals("rehost-broke"));
    List<SourceSegment> segments = desk.marks();
    for (int i = 0; i < segments.size(); i++) {
      assertThat(segments.get(i).getMediaSequence()).isEqualTo(i);
    }
    assertThat(screen().assertInStep(segments, desk.frames())).isPositive();
    screen().assertPlays(segments);
  }

  private void assertRight(List<SourceSegment> segments, int flashes) throws Exception {
    screen().assertTiles(segments);
    assertThat(screen().assertInStep(segments, desk.frames())).isGreaterThanOrEqualTo(flashes);
    screen().assertPlays(segments);
    assertThat(segments).allMatch(s -> s.getProgramDateTimeUs() > 0);
  }
}

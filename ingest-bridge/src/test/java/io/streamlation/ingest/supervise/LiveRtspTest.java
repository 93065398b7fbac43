package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.receive.LineLimits;
import io.streamlation.ingest.source.receive.LineSource;
import io.streamlation.ingest.source.receive.ReceiverDial;
import io.streamlation.ingest.source.rtsp.RtspWire;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Sender;
import io.streamlation.ingest.support.Studio;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RTSP from GStreamer's server. */
@Tag("ingest")
class LiveRtspTest {
  private static final int SECOND = 16_000;

  /** The bench of ingest uses it too. */
  static final Path SCRIPT =
      Path.of("../infra/bench/src/main/resources/io/streamlation/bench/peer/rtsp-server.py");

  private static final String NOISE =
      "audiotestsrc is-live=true wave=pink-noise volume=0.5 ! audioconvert ! audioresample ! ";
  static final String AAC =
      NOISE + "audio/x-raw,rate=48000 ! avenc_aac bitrate=64000 ! rtpmp4gpay name=pay0 pt=96";
  private static final LineLimits LIMITS =
      new LineLimits(Duration.ofSeconds(3), Duration.ofSeconds(7), Duration.ofSeconds(5));

  private int port;
  private Desk desk;
  private Process server;

  @BeforeEach
  void open() throws Exception {
    port = Sender.freePort();
    AddressCheck check =
        new AddressCheck(
            Set.of("rtsp"),
            Set.of(554),
            Set.of(new HostPort("127.0.0.1", port)),
            HostLookup.ofTheSystem());
    CheckedSockets sockets =
        new CheckedSockets(
            check, LIMITS.connect(), (SSLSocketFactory) SSLSocketFactory.getDefault());
    desk =
        new Desk(0, true, Optional.empty())
            .opening(
                plan ->
                    new LineSource(
                        new ReceiverDial(
                            new RtspWire(false),
                            plan.getSource().getUrl(),
                            sockets,
                            Studio.FFMPEG::startReceiver,
                            System::nanoTime),
                        LIMITS,
                        Clock.systemUTC(),
                        System::nanoTime));
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    stop();
  }

  private void stop() throws Exception {
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  private void serve(String pipeline) throws Exception {
    server =
        new ProcessBuilder(
                "/usr/bin/python3",
                SCRIPT.toAbsolutePath().toString(),
                Integer.toString(port),
                pipeline)
            .redirectErrorStream(true)
            .start();
    BufferedReader said = server.inputReader();
    for (String line = said.readLine(); !"on".equals(line); line = said.readLine()) {
      assertThat(line).as("the server ended before it was on").isNotNull();
    }
  }

  private Channel air(String path) {
    return desk.air(Desk.plan("rtsp://127.0.0.1:" + port + path, Source.Protocol.PROTOCOL_RTSP));
  }

  private boolean said(String code) {
    return desk.events().stream().anyMatch(e -> e.getCode().equals(code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        AAC,
        NOISE + "audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay0 pt=8",
        NOISE + "audio/x-raw,rate=48000 ! opusenc ! rtpopuspay name=pay0 pt=97"
      })
  void hearsWhatCamerasAndEncodersSend(String pipeline) throws Exception {
    serve(pipeline);
    Channel channel = air("/noise");
    desk.until("4 s are heard", () -> desk.heard() >= 4 * SECOND);
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
  }

  @Test
  void aFrozenServerIsNoticedAndOneThatRestartsHeardAgain() throws Exception {
    serve(AAC);
    Channel channel = air("/noise");
    desk.until("2 s are heard", () -> desk.heard() >= 2 * SECOND);
    new ProcessBuilder("kill", "-STOP", Long.toString(server.pid())).start().waitFor();
    long frozenNanos = System.nanoTime();
    desk.until("it is noticed", () -> said("rtsp-silent"));
    assertThat(System.nanoTime() - frozenNanos).isLessThan(Duration.ofSeconds(10).toNanos());
    stop();
    serve(AAC);
    long before = desk.heard();
    desk.until("it is heard again", () -> desk.heard() >= before + SECOND);
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).hasSize(1);
  }

  @Test
  void aStreamThatIsNotThereIsSaidInTheServersWords() throws Exception {
    serve(AAC);
    air("/elsewhere");
    desk.until("it is said", () -> said("rtsp-unreachable"));
    SessionEvent event =
        desk.events().stream()
            .filter(e -> e.getCode().equals("rtsp-unreachable"))
            .findFirst()
            .orElseThrow();
    assertThat(event.getMessage()).contains("404 Not Found");
  }
}

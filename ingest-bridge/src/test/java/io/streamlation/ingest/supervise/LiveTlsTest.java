package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.Source.Protocol;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.receive.LineLimits;
import io.streamlation.ingest.source.receive.LineSource;
import io.streamlation.ingest.source.receive.ReceiverDial;
import io.streamlation.ingest.source.receive.Wire;
import io.streamlation.ingest.source.rtmp.RtmpWire;
import io.streamlation.ingest.source.rtsp.RtspWire;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Sender;
import io.streamlation.ingest.support.Studio;
import io.streamlation.ingest.support.TlsFront;
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
import org.junit.jupiter.api.io.TempDir;

/** RTMPS and RTSPS: the bridge speaks TLS itself, and believes no stranger. */
@Tag("ingest")
class LiveTlsTest {
  private static final int SECOND = 16_000;
  private static final String HERE = "127.0.0.1";
  private static final LineLimits LIMITS =
      new LineLimits(Duration.ofSeconds(3), Duration.ofSeconds(7), Duration.ofSeconds(5));

  @TempDir Path folder;
  private int behind;
  private SSLSocketFactory tls;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    behind = Sender.freePort();
    desk =
        new Desk(0, true, Optional.empty())
            .opening(
                plan ->
                    plan.getSource().getProtocol() == Protocol.PROTOCOL_RTMP
                        ? dialling(new RtmpWire(false), plan.getSource().getUrl())
                        : dialling(new RtspWire(false), plan.getSource().getUrl()));
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private LineSource dialling(Wire wire, String url) {
    int port = Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
    AddressCheck check =
        new AddressCheck(
            Set.of(wire.protocol(), wire.protocol() + "s"),
            Set.of(),
            Set.of(new HostPort(HERE, port)),
            HostLookup.ofTheSystem());
    return new LineSource(
        new ReceiverDial(
            wire,
            url,
            new CheckedSockets(check, LIMITS.connect(), tls),
            Studio.FFMPEG::startReceiver,
            System::nanoTime),
        LIMITS,
        Clock.systemUTC(),
        System::nanoTime);
  }

  private void hears(String url, Protocol protocol) throws Exception {
    Channel channel = desk.air(Desk.plan(url, protocol));
    desk.until("3 s are heard", () -> desk.heard() >= 3 * SECOND);
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
  }

  private Sender rtmpServer() throws Exception {
    return Sender.to("-f", "flv", "-listen", "1", "rtmp://" + HERE + ":" + behind + "/live/noise");
  }

  @Test
  void rtmpsIsHeard() throws Exception {
    try (TlsFront front = new TlsFront(folder, HERE, behind);
        Sender ignored = rtmpServer()) {
      tls = front.trusting();
      hears("rtmps://" + HERE + ":" + front.port() + "/live/noise", Protocol.PROTOCOL_RTMP);
    }
  }

  @Test
  void rtspsIsHeard() throws Exception {
    Process server =
        new ProcessBuilder(
                "/usr/bin/python3",
                LiveRtspTest.SCRIPT.toAbsolutePath().toString(),
                Integer.toString(behind),
                LiveRtspTest.AAC)
            .redirectErrorStream(true)
            .start();
    try (TlsFront front = new TlsFront(folder, HERE, behind)) {
      BufferedReader said = server.inputReader();
      for (String line = said.readLine(); !"on".equals(line); line = said.readLine()) {
        assertThat(line).as("the server ended before it was on").isNotNull();
      }
      tls = front.trusting();
      hears("rtsps://" + HERE + ":" + front.port() + "/noise", Protocol.PROTOCOL_RTSP);
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void aCertificateThatNobodyKnowsIsNotBelieved() throws Exception {
    try (TlsFront front = new TlsFront(folder, HERE, behind)) {
      tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
      isRefused(front);
    }
  }

  @Test
  void aCertificateForAnotherHostIsNotBelieved() throws Exception {
    try (TlsFront front = new TlsFront(folder, "192.0.2.1", behind)) {
      tls = front.trusting();
      isRefused(front);
    }
  }

  /** Tried again and again, for a certificate may be renewed; said in words. */
  private void isRefused(TlsFront front) {
    String url = "rtmps://" + HERE + ":" + front.port() + "/live/noise";
    desk.air(Desk.plan(url, Protocol.PROTOCOL_RTMP));
    desk.until(
        "it is said",
        () -> desk.events().stream().anyMatch(e -> e.getCode().equals("rtmp-unreachable")));
    assertThat(desk.events())
        .filteredOn(e -> e.getCode().equals("rtmp-unreachable"))
        .first()
        .satisfies(
            e -> {
              assertThat(e.getMessage()).contains("its encryption is refused");
              assertThat(e.getParty()).isEqualTo(SessionEvent.Party.PARTY_SOURCE);
            });
    assertThat(desk.heard()).isZero();
  }
}

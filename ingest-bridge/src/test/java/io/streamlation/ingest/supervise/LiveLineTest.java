package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.ProbeAnswer;
import io.streamlation.contracts.v1.ProbeRequest;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.decode.SoundProbe;
import io.streamlation.ingest.frame.EpochLine;
import io.streamlation.ingest.probe.Prober;
import io.streamlation.ingest.source.rtmp.RtmpWire;
import io.streamlation.ingest.source.srt.SrtWire;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Dialling;
import io.streamlation.ingest.support.Sender;
import io.streamlation.ingest.support.Studio;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Protocols without segments: real senders on loopback, the real receiver and decoder. */
class LiveLineTest {
  private static final int SECOND = 16_000;

  private int port;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    port = Sender.freePort();
    desk =
        new Desk(0, true, Optional.empty())
            .opening(
                plan -> {
                  boolean srt = plan.getSource().getProtocol() == Source.Protocol.PROTOCOL_SRT;
                  return Dialling.to(
                      port, srt ? new SrtWire() : new RtmpWire(false), plan.getSource().getUrl());
                });
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private SessionPlan rtmp() {
    return Desk.plan("rtmp://127.0.0.1:" + port + "/live/noise", Source.Protocol.PROTOCOL_RTMP);
  }

  private SessionPlan srt(String query) {
    return Desk.plan("srt://127.0.0.1:" + port + query, Source.Protocol.PROTOCOL_SRT);
  }

  private Sender rtmpServer() throws Exception {
    return Sender.to("-f", "flv", "-listen", "1", "rtmp://127.0.0.1:" + port + "/live/noise");
  }

  private Sender srtListener(String query) throws Exception {
    return Sender.transportTo("-f", "mpegts", "srt://127.0.0.1:" + port + "?mode=listener" + query);
  }

  private void untilHeard(double seconds) {
    desk.until(seconds + " s are heard", () -> desk.heard() >= seconds * SECOND);
  }

  private boolean said(String code) {
    return desk.events().stream().anyMatch(e -> e.getCode().equals(code));
  }

  private List<AudioFrame> gaps() {
    return desk.frames().stream().filter(AudioFrame::hasGap).toList();
  }

  /** Sound and gaps together are as long as it took: nothing is unaccounted for. */
  private void assertCoversTheTimeSince(long firstCapturedAtMs) {
    List<AudioFrame> frames = desk.frames();
    long lastCapturedAtMs =
        frames.stream()
            .filter(AudioFrame::hasPcm)
            .reduce((a, b) -> b)
            .orElseThrow()
            .getCapturedAtMs();
    long samples = frames.stream().mapToLong(EpochLine::samplesOf).sum();
    assertThat(samples / 16).isCloseTo(lastCapturedAtMs - firstCapturedAtMs, offset(1500L));
  }

  private long firstCapturedAtMs() {
    return desk.frames().get(0).getCapturedAtMs();
  }

  @Test
  @Tag("ingest")
  void hearsRtmpAndComesBackWhenItsSenderDoes() throws Exception {
    Channel channel;
    try (Sender sender = rtmpServer()) {
      channel = desk.air(rtmp());
      untilHeard(2);
      sender.kill();
      desk.until("the break is said", () -> said("rtmp-ended") || said("rtmp-broke"));
      desk.until("a try fails", () -> said("rtmp-unreachable") || desk.heard() > 0);
    }
    try (Sender again = rtmpServer()) {
      long before = desk.heard();
      desk.until("it is heard again", () -> desk.heard() > before + SECOND);
      assertThat(again.isRunning()).isTrue();
    }
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(gaps()).hasSize(1);
    assertThat(gaps().get(0).getGap().getReason()).isEqualTo(Gap.Reason.REASON_STALLED);
    assertCoversTheTimeSince(firstCapturedAtMs());
  }

  @Test
  @Tag("ingest")
  void hearsSrtEncryptedAndComesBackWhenItsSenderDoes() throws Exception {
    String secret = "&passphrase=0123456789abc&pbkeylen=16";
    Channel channel;
    try (Sender sender = srtListener(secret)) {
      channel = desk.air(srt("?streamid=%23!::r=noise" + secret));
      untilHeard(2);
      sender.kill();
    }
    desk.until("the break is said", () -> desk.events().stream().anyMatch(LiveLineTest::isRetry));
    try (Sender again = srtListener(secret)) {
      long before = desk.heard();
      desk.until("it is heard again", () -> desk.heard() > before + SECOND);
      assertThat(again.isRunning()).isTrue();
    }
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(gaps()).hasSize(1);
    assertCoversTheTimeSince(firstCapturedAtMs());
    assertThat(desk.events()).noneMatch(e -> e.getMessage().contains("0123456789abc"));
  }

  private static boolean isRetry(SessionEvent event) {
    return event.getKind() == SessionEvent.Kind.KIND_RETRYING;
  }

  @Test
  @Tag("ingest")
  void aFrozenSenderIsToldFromOneThatEnded() throws Exception {
    try (Sender sender = rtmpServer()) {
      desk.air(rtmp());
      untilHeard(1.5);
      sender.freeze();
      desk.until("it is noticed", () -> said("rtmp-silent"));
      sender.thaw();
    }
    SessionEvent event =
        desk.events().stream().filter(LiveLineTest::isRetry).findFirst().orElseThrow();
    assertThat(event.getParty()).isEqualTo(SessionEvent.Party.PARTY_SOURCE);
    assertThat(event.getMessage()).contains("rtmp://127.0.0.1:" + port + "/live/noise");
    assertThat(event.getAction()).isNotBlank();
  }

  @Test
  @Tag("ingest")
  void aKilledDecoderCostsNoSound() throws Exception {
    try (Sender sender = srtListener("")) {
      Channel channel = desk.air(srt(""));
      untilHeard(2);
      ProcessHandle.current()
          .descendants()
          .filter(
              p -> String.join(" ", p.info().arguments().orElse(new String[0])).contains("-f flv"))
          .forEach(ProcessHandle::destroyForcibly);
      desk.until("the decoder is replaced", () -> said("decoder-restarted"));
      untilHeard(5);
      assertThat(sender.isRunning()).isTrue();
      channel.release(End.Reason.REASON_STOPPED, "test");
      desk.untilDone(channel);
    }
    Desk.assertTiles(desk.frames());
    assertThat(gaps()).isEmpty();
    assertCoversTheTimeSince(firstCapturedAtMs());
  }

  @Test
  @Tag("ingest")
  void aLookTellsWhatIsSent() throws Exception {
    for (SessionPlan plan : List.of(srt(""), rtmp())) {
      boolean srt = plan.equals(srt(""));
      try (Sender sender = srt ? srtListener("") : rtmpServer();
          Prober prober =
              new Prober(
                  request ->
                      Dialling.to(
                          port,
                          srt ? new SrtWire() : new RtmpWire(false),
                          request.getSource().getUrl()),
                  new SoundProbe(Studio.FFMPEG),
                  Duration.ofSeconds(8),
                  1,
                  System::nanoTime)) {
        ProbeRequest request = ProbeRequest.newBuilder().setSource(plan.getSource()).build();
        ProbeAnswer[] answer = new ProbeAnswer[1];
        desk.until(
            "it is heard",
            () -> {
              try {
                answer[0] = prober.probe(request);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return answer[0].hasFound() || !sender.isRunning();
            });
        assertThat(answer[0].getFound().getLive()).as("%s", answer[0]).isTrue();
        assertThat(answer[0].getFound().getTracks(0).getCodec()).isEqualTo("aac");
        assertThat(answer[0].getFound().getTracks(0).getSampleRateHz()).isEqualTo(48_000);
      }
    }
  }

  @Test
  void aClosedAddressIsRefusedBeforeAnythingIsSent() {
    for (String url :
        List.of(
            "rtmp://127.0.0.2/live/x",
            "rtmp://169.254.169.254/live/x",
            "rtmp://127.0.0.1:" + port + "/onlyapp",
            "http://127.0.0.1:" + port + "/live/x")) {
      desk.kafka.clear();
      Channel channel = desk.air(Desk.plan(url, Source.Protocol.PROTOCOL_RTMP));
      desk.untilDone(channel);
      assertThat(said("address-refused")).as(url).isTrue();
    }
    for (String query :
        List.of("?mode=listener", "?passphrase=short", "?latency=99999", "?pkt_size=1")) {
      desk.kafka.clear();
      Channel channel = desk.air(srt(query));
      desk.untilDone(channel);
      assertThat(said("address-refused")).as(query).isTrue();
    }
  }
}

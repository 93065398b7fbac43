package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.StreamKeys;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.source.push.PushDoor;
import io.streamlation.ingest.source.push.PushGate;
import io.streamlation.ingest.source.push.PushedSource;
import io.streamlation.ingest.source.receive.LineLimits;
import io.streamlation.ingest.source.receive.LineSource;
import io.streamlation.ingest.source.receive.ReceiverDial;
import io.streamlation.ingest.source.receive.Wire;
import io.streamlation.ingest.source.rtmp.RtmpWire;
import io.streamlation.ingest.source.srt.SrtListenWire;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.RtmpServer;
import io.streamlation.ingest.support.Sender;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Files;
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

/** Senders that come to us: nginx takes RTMP in, a listener of the session's own SRT. */
@Tag("ingest")
class LivePushTest {
  private static final int SECOND = 16_000;
  private static final LineLimits LIMITS =
      new LineLimits(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(5));

  @TempDir Path folder;

  private StreamKeys keys;
  private PushGate gate;
  private PushDoor door;
  private Desk desk;
  private int port;

  @BeforeEach
  void open() throws Exception {
    keys =
        StreamKeys.of(
            Files.writeString(folder.resolve("secret"), "a secret that nobody guesses\n"));
    gate = new PushGate(keys);
    door = new PushDoor(gate, 0);
    port = Sender.freePort();
    desk = new Desk(0, true, Optional.empty()).opening(this::source);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    door.close();
  }

  private StreamSource source(SessionPlan plan) {
    Source source = plan.getSource();
    long number = source.getPush().getKeyNumber();
    if (source.getProtocol() == Source.Protocol.PROTOCOL_SRT) {
      return line(
          new SrtListenWire("127.0.0.1", gate.key(plan.getSessionId(), number)), source.getUrl());
    }
    return new PushedSource(
        line(new RtmpWire(false), "rtmp://127.0.0.1:" + port + "/live/" + plan.getSessionId()),
        gate,
        plan.getSessionId(),
        number,
        source.getUrl(),
        System::nanoTime);
  }

  private LineSource line(Wire wire, String url) {
    AddressCheck check =
        new AddressCheck(
            Set.of(wire.protocol()),
            Set.of(),
            Set.of(new HostPort("127.0.0.1", port)),
            HostLookup.ofTheSystem());
    return new LineSource(
        new ReceiverDial(
            wire,
            url,
            new CheckedSockets(
                check, LIMITS.connect(), (SSLSocketFactory) SSLSocketFactory.getDefault()),
            Studio.FFMPEG::startReceiver,
            System::nanoTime),
        LIMITS,
        Clock.systemUTC(),
        System::nanoTime);
  }

  private SessionPlan plan(Source.Protocol protocol, long keyNumber) {
    String scheme = protocol == Source.Protocol.PROTOCOL_SRT ? "srt" : "rtmp";
    String path = scheme.equals("srt") ? "" : "/live/" + Desk.SESSION;
    SessionPlan.Builder plan =
        Desk.plan(scheme + "://127.0.0.1:" + port + path, protocol).toBuilder()
            .setRevision(keyNumber);
    plan.getSourceBuilder().setPush(Source.Push.newBuilder().setKeyNumber(keyNumber));
    return plan.build();
  }

  private boolean said(String code) {
    return desk.events().stream().anyMatch(e -> e.getCode().equals(code));
  }

  private Sender rtmpSender(String key) throws Exception {
    return Sender.to(
        "-f", "flv", "rtmp://127.0.0.1:" + port + "/live/" + Desk.SESSION + "?key=" + key);
  }

  private Sender srtSender(String key) throws Exception {
    return Sender.transportTo(
        "-f", "mpegts", "srt://127.0.0.1:" + port + "?mode=caller&passphrase=" + key);
  }

  private void untilEnded(Sender sender) {
    desk.until("the sender is dropped", () -> !sender.isRunning());
  }

  @Test
  void rtmpIsTakenWithItsKeyAndARotationEndsTheOldSender() throws Exception {
    try (RtmpServer nginx = new RtmpServer(folder, port, door.port())) {
      Channel first = desk.air(plan(Source.Protocol.PROTOCOL_RTMP, 1));
      desk.until("it waits", () -> said("push-nobody-sends"));
      try (Sender wrong = rtmpSender("wrong")) {
        untilEnded(wrong);
      }
      assertThat(desk.heard()).isZero();
      try (Sender right = rtmpSender(keys.key(Desk.SESSION, 1))) {
        desk.until("3 s are heard", () -> desk.heard() >= 3 * SECOND);
        // The next key: the plan's source is another, so the channel is taken up anew.
        first.release(End.Reason.REASON_HANDED_OVER, "rotated");
        desk.untilDone(first);
        Channel second = desk.air(plan(Source.Protocol.PROTOCOL_RTMP, 2));
        untilEnded(right);
        try (Sender old = rtmpSender(keys.key(Desk.SESSION, 1))) {
          untilEnded(old);
        }
        long before = desk.heard();
        try (Sender fresh = rtmpSender(keys.key(Desk.SESSION, 2))) {
          desk.until("the new sender is heard", () -> desk.heard() >= before + 2 * SECOND);
          fresh.end();
        }
        desk.until("its end is said", () -> said("rtmp-ended"));
        second.release(End.Reason.REASON_STOPPED, "test");
        desk.untilDone(second);
      }
    }
    Desk.assertTiles(desk.frames());
  }

  @Test
  void srtIsTakenWithItsKeyAsPassphraseAndComesBack() throws Exception {
    Channel channel = desk.air(plan(Source.Protocol.PROTOCOL_SRT, 1));
    long begunNanos = System.nanoTime();
    desk.until(
        "a sender with another key is refused",
        () -> {
          try (Sender wrong = srtSender("another-passphrase")) {
            while (wrong.isRunning() && System.nanoTime() - begunNanos < 20_000_000_000L) {
              Thread.onSpinWait();
            }
            return !wrong.isRunning();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertThat(desk.heard()).isZero();
    try (Sender right = srtSender(keys.key(Desk.SESSION, 1))) {
      desk.until("2 s are heard", () -> desk.heard() >= 2 * SECOND);
      right.kill();
    }
    desk.until("its end is noticed", () -> said("srt-ended") || said("srt-silent"));
    long before = desk.heard();
    desk.until(
        "it is heard again",
        () -> {
          try (Sender again = srtSender(keys.key(Desk.SESSION, 1))) {
            desk.until(
                "sound or refusal", () -> !again.isRunning() || desk.heard() >= before + SECOND);
            return desk.heard() >= before + SECOND;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).hasSize(1);
    assertThat(desk.events()).noneMatch(e -> e.toString().contains(keys.key(Desk.SESSION, 1)));
  }
}

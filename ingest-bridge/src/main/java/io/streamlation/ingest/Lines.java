package io.streamlation.ingest;

import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.address.Ports;
import io.streamlation.ingest.decode.DecoderProgram;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.source.httpaudio.HttpAudioDial;
import io.streamlation.ingest.source.push.ClosedDial;
import io.streamlation.ingest.source.push.PushGate;
import io.streamlation.ingest.source.push.PushedSource;
import io.streamlation.ingest.source.receive.Dial;
import io.streamlation.ingest.source.receive.LineLimits;
import io.streamlation.ingest.source.receive.LineSource;
import io.streamlation.ingest.source.receive.ReceiverDial;
import io.streamlation.ingest.source.receive.Wire;
import io.streamlation.ingest.source.rtmp.RtmpWire;
import io.streamlation.ingest.source.rtsp.RtspWire;
import io.streamlation.ingest.source.srt.SrtListenWire;
import io.streamlation.ingest.source.srt.SrtWire;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** Puts together the sources without segments, each protocol with schemes and ports of its own. */
final class Lines {
  private static final String LOOPBACK = "127.0.0.1";

  /** A listener waits for its caller. */
  private static final Duration CALLER_PATIENCE = Duration.ofHours(1);

  private final Settings settings;
  private final CheckedHttp http;
  private final DecoderProgram program;
  private final Clock clock;
  private final Optional<PushGate> gate;
  private final LineLimits limits;

  /**
   * @param gate empty: nobody may push
   */
  Lines(
      Settings settings,
      CheckedHttp http,
      DecoderProgram program,
      Optional<PushGate> gate,
      Clock clock) {
    this.gate = gate;
    this.settings = settings;
    this.http = http;
    this.program = program;
    this.clock = clock;
    this.limits =
        new LineLimits(settings.httpConnect(), settings.lineOpening(), settings.lineSilence());
  }

  /**
   * @param picture is received too where there is one, and not the sound alone
   */
  StreamSource open(String sessionId, Source source, boolean picture) {
    if (source.hasPush()) {
      return pushed(sessionId, source, picture);
    }
    return switch (source.getProtocol()) {
      case PROTOCOL_RTMP ->
          received(source, new RtmpWire(picture), Set.of("rtmp", "rtmps"), settings.rtmpPorts());
      case PROTOCOL_SRT -> received(source, new SrtWire(), Set.of("srt"), settings.srtPorts());
      case PROTOCOL_RTSP ->
          received(source, new RtspWire(picture), Set.of("rtsp", "rtsps"), settings.rtspPorts());
      case PROTOCOL_HTTP_AUDIO -> over(new HttpAudioDial(source.getUrl(), http, System::nanoTime));
      default -> throw new IllegalArgumentException(source.getProtocol() + " has segments");
    };
  }

  /** What comes to us, from the server that took it in or by a listener of its own. */
  private StreamSource pushed(String sessionId, Source source, boolean picture) {
    long number = source.getPush().getKeyNumber();
    if (gate.isEmpty()) {
      return over(
          new ClosedDial(
              source.getUrl(),
              "this bridge takes no pushed streams",
              "An operator sets push.secret.file on the bridge, and the same on control-api."));
    }
    if (number < 1) {
      return over(
          new ClosedDial(
              source.getUrl(),
              "the session has no stream key yet, so nobody can send to it",
              "Have one made: `./streamlation session key rotate`, or the API's stream-key."));
    }
    if (source.getProtocol() == Source.Protocol.PROTOCOL_SRT) {
      Wire wire = new SrtListenWire(settings.pushSrtHost(), gate.get().key(sessionId, number));
      URI told = URI.create(source.getUrl());
      HostPort place = new HostPort(told.getHost(), told.getPort());
      LineLimits waiting = new LineLimits(limits.connect(), CALLER_PATIENCE, limits.silence());
      return new LineSource(
          dial(wire, source.getUrl(), only("srt", place)), waiting, clock, System::nanoTime);
    }
    HostPort server = new HostPort(LOOPBACK, settings.pushRtmpPort());
    String pulled = "rtmp://" + server + "/live/" + sessionId;
    return new PushedSource(
        over(dial(new RtmpWire(picture), pulled, only("rtmp", server))),
        gate.get(),
        sessionId,
        number,
        source.getUrl(),
        System::nanoTime);
  }

  private static AddressCheck only(String scheme, HostPort place) {
    return new AddressCheck(Set.of(scheme), Set.of(), Set.of(place), HostLookup.ofTheSystem());
  }

  private StreamSource received(Source source, Wire wire, Set<String> schemes, Ports ports) {
    AddressCheck check =
        new AddressCheck(schemes, ports, settings.allowedSources(), HostLookup.ofTheSystem());
    return over(dial(wire, source.getUrl(), check));
  }

  private Dial dial(Wire wire, String address, AddressCheck check) {
    CheckedSockets sockets =
        new CheckedSockets(
            check, limits.connect(), (SSLSocketFactory) SSLSocketFactory.getDefault());
    return new ReceiverDial(wire, address, sockets, program::startReceiver, System::nanoTime);
  }

  private StreamSource over(Dial dial) {
    return new LineSource(dial, limits, clock, System::nanoTime);
  }
}

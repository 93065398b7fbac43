package io.streamlation.ingest;

import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.Ports;
import io.streamlation.ingest.decode.DecoderProgram;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.source.httpaudio.HttpAudioDial;
import io.streamlation.ingest.source.receive.Dial;
import io.streamlation.ingest.source.receive.LineLimits;
import io.streamlation.ingest.source.receive.LineSource;
import io.streamlation.ingest.source.receive.ReceiverDial;
import io.streamlation.ingest.source.receive.Wire;
import io.streamlation.ingest.source.rtmp.RtmpWire;
import io.streamlation.ingest.source.rtsp.RtspWire;
import io.streamlation.ingest.source.srt.SrtWire;
import java.time.Clock;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** Puts together the sources without segments, each protocol with schemes and ports of its own. */
final class Lines {
  private final Settings settings;
  private final CheckedHttp http;
  private final DecoderProgram program;
  private final Clock clock;
  private final LineLimits limits;

  Lines(Settings settings, CheckedHttp http, DecoderProgram program, Clock clock) {
    this.settings = settings;
    this.http = http;
    this.program = program;
    this.clock = clock;
    this.limits =
        new LineLimits(settings.httpConnect(), settings.lineOpening(), settings.lineSilence());
  }

  StreamSource open(Source source) {
    return switch (source.getProtocol()) {
      case PROTOCOL_RTMP ->
          received(source, new RtmpWire(), Set.of("rtmp", "rtmps"), settings.rtmpPorts());
      case PROTOCOL_SRT -> received(source, new SrtWire(), Set.of("srt"), settings.srtPorts());
      case PROTOCOL_RTSP ->
          received(source, new RtspWire(), Set.of("rtsp", "rtsps"), settings.rtspPorts());
      case PROTOCOL_HTTP_AUDIO -> over(new HttpAudioDial(source.getUrl(), http, System::nanoTime));
      default -> throw new IllegalArgumentException(source.getProtocol() + " has segments");
    };
  }

  private StreamSource received(Source source, Wire wire, Set<String> schemes, Ports ports) {
    CheckedSockets sockets =
        new CheckedSockets(
            new AddressCheck(schemes, ports, settings.allowedSources(), HostLookup.ofTheSystem()),
            limits.connect(),
            (SSLSocketFactory) SSLSocketFactory.getDefault());
    return over(
        new ReceiverDial(wire, source.getUrl(), sockets, program::startReceiver, System::nanoTime));
  }

  private StreamSource over(Dial dial) {
    return new LineSource(dial, limits, clock, System::nanoTime);
  }
}

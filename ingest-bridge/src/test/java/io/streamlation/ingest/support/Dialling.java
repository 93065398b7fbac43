package io.streamlation.ingest.support;

import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.receive.LineLimits;
import io.streamlation.ingest.source.receive.LineSource;
import io.streamlation.ingest.source.receive.ReceiverDial;
import io.streamlation.ingest.source.receive.Wire;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** Sources over a connection, to one port on loopback and to nothing else. */
public final class Dialling {
  private static final LineLimits LIMITS =
      new LineLimits(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMillis(1500));

  private Dialling() {}

  public static LineSource to(int port, Wire wire, String url) {
    AddressCheck check =
        new AddressCheck(
            Set.of(wire.protocol()),
            Set.of(1),
            Set.of(new HostPort("127.0.0.1", port)),
            HostLookup.ofTheSystem());
    CheckedSockets sockets =
        new CheckedSockets(
            check, LIMITS.connect(), (SSLSocketFactory) SSLSocketFactory.getDefault());
    return new LineSource(
        new ReceiverDial(wire, url, sockets, Studio.FFMPEG::startReceiver, System::nanoTime),
        LIMITS,
        Clock.systemUTC(),
        System::nanoTime);
  }
}

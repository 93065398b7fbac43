package io.streamlation.ingest.source.receive;

import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.address.AddressRefused;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.Errand;
import io.streamlation.ingest.address.Relay;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Opens a connection by a receiver child: first the bridge's own connection to the far side, then
 * the child, which knows only the relay.
 */
public final class ReceiverDial implements Dial {
  /** Short enough to be heard at once, long enough that most bytes are sound. */
  private static final Duration CUT = Duration.ofMillis(250);

  private final Wire wire;
  private final String address;
  private final CheckedSockets sockets;
  private final Receivers receivers;
  private final LongSupplier nanoTime;
  private final Errand errand = new Errand();

  public ReceiverDial(
      Wire wire,
      String address,
      CheckedSockets sockets,
      Receivers receivers,
      LongSupplier nanoTime) {
    this.wire = wire;
    this.address = address;
    this.sockets = sockets;
    this.receivers = receivers;
    this.nanoTime = nanoTime;
  }

  @Override
  public String protocol() {
    return wire.protocol();
  }

  @Override
  public String place() {
    int query = address.indexOf('?');
    return query < 0 ? address : address.substring(0, query);
  }

  @Override
  public Line open() throws SourceTrouble {
    try {
      URI at = sockets.check().admit(address);
      wire.refuseOdd(at);
      Relay relay = wire.open(sockets, at, errand);
      return line(at, relay);
    } catch (AddressRefused e) {
      throw new SourceTrouble(
          "address-refused",
          Hope.NONE,
          Party.PARTY_SOURCE,
          e.getMessage(),
          "Give an address of the open network, or have an operator allow this one.",
          e);
    } catch (UnknownHostException e) {
      throw unreachable("its name is not known", e);
    } catch (IOException e) {
      throw unreachable(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
    }
  }

  private SourceTrouble unreachable(String why, IOException e) {
    return new SourceTrouble(
        wire.protocol() + "-unreachable",
        Hope.PASSING,
        Party.PARTY_SOURCE,
        place() + " cannot be reached: " + why,
        "See whether the address is right, its server runs, and its port is open to this machine.",
        e);
  }

  private Line line(URI at, Relay relay) throws SourceTrouble {
    try {
      Process child = receivers.start(wire.arguments(at, relay.port()));
      ReceiverEnd end = new ReceiverEnd(wire.protocol(), CheckedHttp.place(at), child, relay);
      return new Line(
          wire.protocol() + "-" + child.pid(),
          child.getInputStream(),
          new TransportCutter(CUT),
          end,
          nanoTime);
    } catch (IOException e) {
      relay.close();
      throw new SourceTrouble(
          "receiver-not-started",
          Hope.PASSING,
          Party.PARTY_PLATFORM,
          "the receiver did not start: " + e.getMessage(),
          "See the bridge's log, and what the machine has left of processes and memory.",
          e);
    }
  }

  @Override
  public void close() {
    errand.callOff();
  }
}

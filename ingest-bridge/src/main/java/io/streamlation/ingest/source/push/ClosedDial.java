package io.streamlation.ingest.source.push;

import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import io.streamlation.ingest.source.receive.Dial;
import io.streamlation.ingest.source.receive.Line;

/** A session that nobody may send to, and why. */
public final class ClosedDial implements Dial {
  private final String address;
  private final String why;
  private final String action;

  public ClosedDial(String address, String why, String action) {
    this.address = address;
    this.why = why;
    this.action = action;
  }

  @Override
  public String protocol() {
    return "push";
  }

  @Override
  public String place() {
    return address;
  }

  @Override
  public Line open() throws SourceTrouble {
    throw new SourceTrouble("push-closed", Hope.PASSING, Party.PARTY_PLATFORM, why, action);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}

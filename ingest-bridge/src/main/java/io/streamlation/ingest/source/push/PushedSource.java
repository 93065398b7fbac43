package io.streamlation.ingest.source.push;

import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import io.streamlation.ingest.source.StreamOutline;
import io.streamlation.ingest.source.StreamSource;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Pulls from the kept server as long as somebody sends to it, and waits while nobody does. */
public final class PushedSource implements StreamSource {
  private static final Duration LOOK = Duration.ofMillis(100);

  /** The server answers its sender after it has asked: so long the stream may not be there yet. */
  private static final long SETTLES_NANOS = 150_000_000L;

  private final StreamSource pulled;
  private final PushGate gate;
  private final String sessionId;
  private final long keyNumber;
  private final String address;
  private final LongSupplier nanoTime;
  private boolean live;
  private boolean said;

  /**
   * @param pulled the stream as the kept server has it
   * @param address as the sender was told
   */
  public PushedSource(
      StreamSource pulled,
      PushGate gate,
      String sessionId,
      long keyNumber,
      String address,
      LongSupplier nanoTime) {
    this.pulled = pulled;
    this.gate = gate;
    this.sessionId = sessionId;
    this.keyNumber = keyNumber;
    this.address = address;
    this.nanoTime = nanoTime;
    gate.expect(sessionId, keyNumber);
  }

  @Override
  public Piece next() throws SourceTrouble {
    boolean sends = gate.sendingNanos(sessionId, nanoTime.getAsLong()).orElse(0L) > SETTLES_NANOS;
    if (!live && !sends) {
      if (!said) {
        said = true;
        throw new SourceTrouble(
            "push-nobody-sends",
            Hope.PASSING,
            Party.PARTY_SOURCE,
            "nobody sends to " + address + " yet",
            "Start the sender with this address and the session's stream key.");
      }
      return new Piece.Later(LOOK);
    }
    try {
      Piece piece = pulled.next();
      live = true;
      said = true;
      return piece;
    } catch (SourceTrouble e) {
      live = false;
      throw e;
    }
  }

  @Override
  public Optional<Piece.Lost> giveUp(SourceTrouble trouble) {
    return pulled.giveUp(trouble);
  }

  @Override
  public void seek(SourcePosition place, Gap.Reason ifMissing) {
    pulled.seek(place, ifMissing);
  }

  @Override
  public Optional<Duration> lead() {
    return pulled.lead();
  }

  @Override
  public boolean keepsWhatIsNotTaken() {
    return pulled.keepsWhatIsNotTaken();
  }

  @Override
  public StreamOutline outline() {
    return pulled.outline();
  }

  @Override
  public void close() {
    gate.forget(sessionId, keyNumber);
    pulled.close();
  }
}

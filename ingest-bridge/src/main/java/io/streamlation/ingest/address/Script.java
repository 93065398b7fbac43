package io.streamlation.ingest.address;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** How a relay passes on what it hears. Unless a protocol needs more: byte by byte. */
public interface Script {
  int BUFFER_BYTES = 32 * 1024;

  /** A connection's beginning is talk back and forth; what follows is a stream. */
  int TALK_BYTES = 256 * 1024;

  /** A stream comes in many small pieces; each carried alone wakes three processes. */
  long GATHER_NANOS = 40_000_000L;

  Script PLAIN = new Script() {};

  /** From the child to the far side, until the child ends. */
  default void outward(InputStream from, OutputStream to) throws IOException {
    from.transferTo(to);
  }

  /**
   * From the far side to the child, until the far side ends. An exception is the reason that the
   * operator reads.
   *
   * @param counted is told how many bytes came
   */
  default void inward(InputStream from, OutputStream to, IntConsumer counted) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long carried = 0;
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      counted.accept(n);
      to.write(buffer, 0, n);
      carried += n;
      if (carried > TALK_BYTES && n < buffer.length) {
        LockSupport.parkNanos(GATHER_NANOS);
      }
    }
  }
}

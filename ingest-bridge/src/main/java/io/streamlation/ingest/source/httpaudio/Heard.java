package io.streamlation.ingest.source.httpaudio;

import java.util.Arrays;

/**
 * The last bytes given out, and where they lie in what a server sends first. Such servers begin
 * with the last seconds they have ("burst on connect"): after a short break those hold what was
 * missed, and before it what was heard already.
 */
final class Heard {
  /** So many bytes of coded sound are not the same twice by chance. */
  private static final int BYTES = 1_024;

  private byte[] tail = new byte[0];

  void remember(byte[] given) {
    byte[] all = Arrays.copyOf(tail, tail.length + given.length);
    System.arraycopy(given, 0, all, tail.length, given.length);
    tail = all.length <= BYTES ? all : Arrays.copyOfRange(all, all.length - BYTES, all.length);
  }

  boolean isEnough() {
    return tail.length == BYTES;
  }

  /** Behind what was heard, or -1. */
  int endIn(byte[] bytes, int count) {
    for (int at = count - BYTES; at >= 0; at--) {
      if (Arrays.equals(bytes, at, at + BYTES, tail, 0, BYTES)) {
        return at + BYTES;
      }
    }
    return -1;
  }
}

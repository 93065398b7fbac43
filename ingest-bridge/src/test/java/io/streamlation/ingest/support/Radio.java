package io.streamlation.ingest.support;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A mount point as Icecast has them: whoever connects gets the head, the last seconds at once, and
 * then what is on air as it comes. A recording is its programme, from when it was switched on.
 */
public final class Radio {
  private static final long STEP_NANOS = 50_000_000L;

  private final byte[] programme;
  private final int headBytes;
  private final double bytesPerNano;
  private final double burstSeconds;
  private final long onAirSinceNanos = System.nanoTime();
  private volatile boolean cut;
  private volatile boolean frozen;

  /**
   * @param headBytes what every listener is given first
   */
  public Radio(byte[] programme, int headBytes, int seconds, double burstSeconds) {
    this.programme = programme;
    this.headBytes = headBytes;
    this.bytesPerNano = programme.length / (seconds * 1e9);
    this.burstSeconds = burstSeconds;
  }

  public Origin.Answer on() {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "audio/x-whatever");
      exchange.getResponseHeaders().set("icy-name", "noise");
      exchange.sendResponseHeaders(200, 0);
      play(exchange.getResponseBody());
    };
  }

  private void play(OutputStream out) throws IOException {
    int at = Math.max(headBytes, now() - (int) (burstSeconds * 1e9 * bytesPerNano));
    out.write(programme, 0, headBytes);
    while (!cut && at < programme.length) {
      int now = now();
      if (!frozen && now > at) {
        out.write(programme, at, now - at);
        out.flush();
        at = now;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    cut = false;
  }

  private int now() {
    return (int) Math.min(programme.length, (System.nanoTime() - onAirSinceNanos) * bytesPerNano);
  }

  /** Ends the answer under way. */
  public void hangUp() {
    cut = true;
  }

  public void freeze(boolean whether) {
    frozen = whether;
  }

  /** How much is a head of Ogg: all pages before the first with sound. */
  public static int oggHead(byte[] ogg) {
    int at = 0;
    while (Arrays.equals(ogg, at + 6, at + 14, new byte[8], 0, 8)) {
      int segments = ogg[at + 26] & 0xff;
      int bytes = 27 + segments;
      for (int i = 0; i < segments; i++) {
        bytes += ogg[at + 27 + i] & 0xff;
      }
      at += bytes;
    }
    return at;
  }
}

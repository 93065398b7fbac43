package io.streamlation.ingest.rehost;

import java.io.InputStream;

/** A stretch of picture without a break, of a source whose picture lies in segments of its own. */
final class Reel {
  private final Packager packager;
  private final long shiftTicks;
  private volatile boolean read;
  private volatile boolean ended;

  /**
   * @param shiftTicks what its stamps are to be moved by to lie beside the sound's, 90 kHz
   */
  Reel(Packager packager, long shiftTicks) {
    this.packager = packager;
    this.shiftTicks = shiftTicks;
  }

  long shiftTicks() {
    return shiftTicks;
  }

  InputStream out() {
    return packager.out();
  }

  /** False if it is too far behind, and nothing of this was taken. */
  boolean offer(byte[] bytes) {
    return packager.offer(bytes);
  }

  /** No more of it will come. */
  void end() {
    ended = true;
    packager.end();
  }

  void kill() {
    ended = true;
    packager.kill();
  }

  /** All that it gives was read. */
  void isRead() {
    read = true;
    packager.kill();
  }

  /** Its packager ended although nobody asked it to. */
  boolean hasBroken() {
    return read && !ended;
  }

  String lastWords() {
    return packager.lastWords();
  }
}

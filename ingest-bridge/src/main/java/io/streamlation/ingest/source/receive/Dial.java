package io.streamlation.ingest.source.receive;

import io.streamlation.ingest.source.SourceTrouble;

/** Knows how to open one connection to a source. */
public interface Dial extends AutoCloseable {

  /** The protocol as codes name it: {@code rtmp}. */
  String protocol();

  /** Where it leads, without what may be secret. */
  String place();

  /** Whether what comes over a new connection may go on right behind what came over the last. */
  default boolean mayGoOn() {
    return false;
  }

  /** A new connection, its address checked anew. Ends within the limits it was made with. */
  Line open() throws SourceTrouble;

  /** Calls off an opening that another thread has under way, and every later one. */
  @Override
  void close();
}

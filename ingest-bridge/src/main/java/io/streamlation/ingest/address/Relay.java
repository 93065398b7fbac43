package io.streamlation.ingest.address;

import java.util.Optional;

/**
 * Carries what a child and one checked address say to each other: the child reaches a port on
 * loopback, and the bridge goes out.
 */
public interface Relay extends AutoCloseable {

  /** On loopback; the first that comes is served, and nobody else. */
  int port();

  /** Bytes that came from the far side. */
  long bytes();

  /** What the far side did to end it; empty while it has not. */
  Optional<FarSide> ended();

  /**
   * @param closed it closed the connection in good order
   * @param words what happened, to be continued behind the place's name: "closed the connection"
   */
  record FarSide(boolean closed, String words) {}

  @Override
  void close();
}

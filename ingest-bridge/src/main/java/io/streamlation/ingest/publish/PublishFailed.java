package io.streamlation.ingest.publish;

/**
 * Kafka refused a frame for good. Frames after it may be stored already, so the epoch cannot go on;
 * a new one goes on from what is stored.
 */
public final class PublishFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PublishFailed(String message, Throwable cause) {
    super(message, cause);
  }
}

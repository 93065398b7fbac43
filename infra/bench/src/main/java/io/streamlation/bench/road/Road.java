package io.streamlation.bench.road;

import io.streamlation.contracts.Topics;

/** The two roads that are compared. */
enum Road {
  /** Kafka → one keyed operator with state → Kafka. */
  BARE(Topics.CAPTIONS),
  /** Kafka → all rooms of the product, with models that take no time → Kafka. */
  OURS(Topics.TRANSLATIONS);

  private final Topics exit;

  Road(Topics exit) {
    this.exit = exit;
  }

  /** Where the records come out that the driver waits for. */
  Topics exit() {
    return exit;
  }

  @Override
  public String toString() {
    return this == BARE ? "bare hop" : "our road";
  }
}

package io.streamlation.flink.recognise;

import java.util.Optional;

/** The recognisers there are, by tier. */
public interface RecogniserTiers {
  /**
   * The one of that tier, or of the nearest one installed.
   *
   * @param tier empty = the default one
   */
  Recogniser of(String tier);

  /** The nearest one that is smaller than {@link #of}, if one is installed. */
  Optional<Recogniser> smallerThan(String tier);
}

package io.streamlation.bulletin;

/** Told how far a long step has come. */
@FunctionalInterface
public interface Progress {
  Progress SILENT = (step, share) -> {};

  /**
   * @param step what is being done, in words for a person
   * @param share how much of it is done, 0…1; 1 once and last
   */
  void at(String step, double share);
}

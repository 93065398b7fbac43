package io.streamlation.models;

/** Told while files are read or fetched, often enough to draw a bar with. */
@FunctionalInterface
public interface PackProgress {
  PackProgress NONE = (file, doneBytes, totalBytes) -> {};

  /**
   * @param doneBytes of the whole pack, not of this file
   * @param totalBytes of the whole pack
   */
  void at(String file, long doneBytes, long totalBytes);
}

package io.streamlation.ingest.source;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a stream says of itself.
 *
 * @param live more is to come
 * @param lengthMs of a stream that has an end, where it says so
 * @param segmentMs how long the segments are that it comes in
 * @param variants qualities of the same programme, as listed
 * @param renditions sound beside the picture, as listed
 */
public record StreamOutline(
    boolean live,
    OptionalLong lengthMs,
    OptionalLong segmentMs,
    List<Variant> variants,
    List<Rendition> renditions) {

  /**
   * @param resolution 1920x1080, or empty
   * @param codecs as written, or empty
   */
  public record Variant(long bandwidthBps, String resolution, String codecs) {}

  /**
   * @param language as written, or empty
   * @param heard the one that would be heard
   */
  public record Rendition(String name, String language, boolean heard) {}
}

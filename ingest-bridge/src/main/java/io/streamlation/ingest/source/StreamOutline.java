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
   * @param id what a wish names it by
   * @param language as written, or empty
   * @param role main, commentary, …; empty where nothing says
   * @param codecs as written, or empty
   * @param sampleRateHz 0 where nothing says
   * @param channels 0 where nothing says
   * @param heard the one that would be heard
   */
  public record Rendition(
      String id,
      String name,
      String language,
      String role,
      String codecs,
      int sampleRateHz,
      int channels,
      boolean heard) {}
}

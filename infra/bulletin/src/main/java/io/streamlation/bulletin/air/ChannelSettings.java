package io.streamlation.bulletin.air;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is put on air, and how.
 *
 * @param seed decides every word and sample
 * @param length how long the bulletin is; empty: until the channel is closed
 * @param port of the HTTP origin on 127.0.0.1; 0: any free one
 * @param folder where segments are kept while they are listed; empty: one of its own, removed at
 *     the end
 * @param segmentLength of each segment, whole seconds; shorter reaches listeners sooner and costs
 *     more requests
 * @param windowSegments how many segments the playlist names; a listener who joins or comes back
 *     within that time has lost nothing
 * @param keepAll the playlist names every segment since the first and none is deleted: a listener
 *     can start at the beginning, the disk fills at 27 kB/s
 * @param archive the playlist names the window, but all is kept and named by a second playlist,
 *     from which one can hear later what was on air; the disk fills as with {@code keepAll}
 */
public record ChannelSettings(
    long seed,
    Optional<Duration> length,
    int port,
    Optional<Path> folder,
    Duration segmentLength,
    int windowSegments,
    boolean keepAll,
    boolean archive) {
  public static final int DEFAULT_PORT = 18_090;
  private static final int LEAST_WINDOW = 3; // RFC 8216 asks for no less than three

  public ChannelSettings {
    List<String> complaints = new ArrayList<>();
    if (length.isPresent() && length.get().toMillis() <= 0) {
      complaints.add("length must be more than nothing, is " + length.get());
    }
    if (port < 0 || port > 65_535) {
      complaints.add("port must be 0…65535, is " + port);
    }
    if (segmentLength.toMillis() < 1_000 || segmentLength.toMillis() % 1_000 != 0) {
      complaints.add("segmentLength must be whole seconds, one or more, is " + segmentLength);
    }
    if (windowSegments < LEAST_WINDOW) {
      complaints.add("windowSegments must be 3 or more, is " + windowSegments);
    }
    if (keepAll && archive) {
      complaints.add("keepAll shows all in one playlist, archive in a second one: choose");
    }
    if (!complaints.isEmpty()) {
      throw new IllegalArgumentException("channel settings: " + String.join("; ", complaints));
    }
  }

  /** An endless bulletin on the default port: 2 s segments, a window of ten. */
  public static ChannelSettings ofSeed(long seed) {
    return new ChannelSettings(
        seed,
        Optional.empty(),
        DEFAULT_PORT,
        Optional.empty(),
        Duration.ofSeconds(2),
        10,
        false,
        false);
  }

  public ChannelSettings withLength(Duration value) {
    return new ChannelSettings(
        seed, Optional.of(value), port, folder, segmentLength, windowSegments, keepAll, archive);
  }

  public ChannelSettings withPort(int value) {
    return new ChannelSettings(
        seed, length, value, folder, segmentLength, windowSegments, keepAll, archive);
  }

  public ChannelSettings withFolder(Path value) {
    return new ChannelSettings(
        seed, length, port, Optional.of(value), segmentLength, windowSegments, keepAll, archive);
  }

  public ChannelSettings withSegmentLength(Duration value) {
    return new ChannelSettings(seed, length, port, folder, value, windowSegments, keepAll, archive);
  }

  public ChannelSettings withWindowSegments(int value) {
    return new ChannelSettings(seed, length, port, folder, segmentLength, value, keepAll, archive);
  }

  public ChannelSettings keepingAll() {
    return new ChannelSettings(
        seed, length, port, folder, segmentLength, windowSegments, true, archive);
  }

  public ChannelSettings archiving() {
    return new ChannelSettings(
        seed, length, port, folder, segmentLength, windowSegments, keepAll, true);
  }

  /** How much of a list of everything the origin shows; empty: all that the encoder lists. */
  OptionalInt shownOfAll() {
    return archive ? OptionalInt.of(windowSegments) : OptionalInt.empty();
  }
}

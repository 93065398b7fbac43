package io.streamlation.bench.playout;

import io.streamlation.bench.playout.Crowd.Request;
import io.streamlation.bench.playout.Crowd.Viewer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** Kinds of viewers. */
final class Players {
  private static final Pattern ENTRY = Pattern.compile("(?m)^(\\d+)\\.vtt$");

  private Players() {}

  /** Each asks for the next of these as soon as it has the one before. */
  static List<Viewer> greedy(int count, List<Request> requests) {
    return IntStream.range(0, count).mapToObj(i -> (Viewer) new Greedy(requests, i)).toList();
  }

  /** Each as a player does, spread over the time in which all of them ask once. */
  static List<Viewer> patient(int count, String folder, long everyNanos) {
    Map<String, Long> newest = new HashMap<>();
    return IntStream.range(0, count)
        .mapToObj(i -> (Viewer) new Patient(folder, everyNanos, everyNanos * i / count, newest))
        .toList();
  }

  private static final class Greedy implements Viewer {
    private final List<Request> requests;
    private int next;

    Greedy(List<Request> requests, int first) {
      this.requests = requests;
      this.next = first;
    }

    @Override
    public long dueNanos() {
      return 0;
    }

    @Override
    public Request next() {
      return requests.get(next++ % requests.size());
    }

    @Override
    public void answered(Request request, int status, String etag, byte[] body) {}
  }

  /** Asks for the playlist at a steady pace, and then for the captions that are new in it. */
  private static final class Patient implements Viewer {
    private static final int BEHIND = 3;
    private final String folder;
    private final long everyNanos;

    /** The last entry by the playlist's tag: read once for all. */
    private final Map<String, Long> newest;

    private final long firstNanos;
    private long pollNanos;
    private long due;
    private String etag = "";
    private long have = -1;
    private long wanted = -1;

    /**
     * @param firstNanos when it comes, counted from the beginning
     */
    Patient(String folder, long everyNanos, long firstNanos, Map<String, Long> newest) {
      this.folder = folder;
      this.everyNanos = everyNanos;
      this.firstNanos = firstNanos;
      this.newest = newest;
    }

    @Override
    public void begins(long nanoTime) {
      pollNanos = nanoTime + firstNanos;
      due = pollNanos;
    }

    @Override
    public long dueNanos() {
      return due;
    }

    @Override
    public Request next() {
      return have < wanted
          ? Request.of(folder + (have + 1) + ".vtt", "", false)
          : Request.of(folder + "index.m3u8", etag, true);
    }

    @Override
    public void answered(Request request, int status, String tag, byte[] body) {
      if (request.keepsBody()) {
        if (status == 200) {
          etag = tag;
          wanted = newest.computeIfAbsent(tag, t -> last(body));
          have = have < 0 ? Math.max(-1, wanted - BEHIND) : have;
        }
        pollNanos += everyNanos;
      } else {
        have++;
      }
      due = have < wanted ? System.nanoTime() : pollNanos;
    }
  }

  /** The newest entry of a packed playlist. */
  static long last(byte[] packed) {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return last(new String(gzip.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long last(String playlist) {
    Matcher entry = ENTRY.matcher(playlist);
    long last = -1;
    while (entry.find()) {
      last = Long.parseLong(entry.group(1));
    }
    return last;
  }
}

package io.streamlation.ingest.source.dash;

import com.sun.net.httpserver.HttpExchange;
import io.streamlation.ingest.support.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;

/**
 * An encoder with its origin in simulated time: what it serves follows from what its clock shows.
 * The clock is ours to set; nothing waits for it.
 */
final class Encoder extends Clock {
  static final Instant BEGAN = Instant.parse("2026-11-22T10:00:00Z");
  static final long WINDOW_MS = 20_000;

  /** How segments are addressed. */
  enum Style {
    BY_NUMBER,
    BY_TIME,
    TIMELINE
  }

  private final Style style;
  private volatile long nowMs;
  private volatile long stoppedAtMs = Long.MAX_VALUE;
  private volatile long lateMs;
  private volatile boolean ended;
  long segmentMs = 2_000;
  volatile long shiftMs;
  final Set<Long> holes = new HashSet<>();
  volatile String head = "";
  volatile String clocks = "";
  volatile long beganMs = BEGAN.toEpochMilli();
  volatile long periodMs = Long.MAX_VALUE;
  volatile long manifestsUntilMs = Long.MAX_VALUE;

  Encoder(Origin origin, Style style) {
    this.style = style;
    origin.otherwise(this::answer);
    clocks = "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:direct:2014\" value=\"%s\"/>";
  }

  long nanos() {
    return nowMs * 1_000_000;
  }

  /** Since it began. */
  Encoder at(long ms) {
    nowMs = BEGAN.toEpochMilli() + ms;
    return this;
  }

  Encoder pass(long ms) {
    nowMs += ms;
    return this;
  }

  long sinceBeganMs() {
    return nowMs - BEGAN.toEpochMilli();
  }

  /** It writes no segment that would be complete after this. */
  Encoder standsStillAt(long ms) {
    stoppedAtMs = BEGAN.toEpochMilli() + ms;
    return this;
  }

  Encoder goesOn() {
    stoppedAtMs = Long.MAX_VALUE;
    return this;
  }

  /** Its segments appear so much after their time. */
  Encoder isLateBy(long ms) {
    lateMs = ms;
    return this;
  }

  Encoder ends() {
    ended = true;
    stoppedAtMs = nowMs;
    return this;
  }

  /** What its own clock shows. */
  private long itsMs() {
    return nowMs + shiftMs;
  }

  private long newest() {
    return Math.floorDiv(Math.min(itsMs(), stoppedAtMs) - lateMs - beganMs, segmentMs) - 1;
  }

  private long oldest() {
    return Math.max(0, (itsMs() - WINDOW_MS - beganMs) / segmentMs);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.endsWith(".mpd")) {
      Origin.bytes(manifest().getBytes(StandardCharsets.UTF_8)).give(exchange);
    } else if (path.endsWith("init.mp4")) {
      Origin.bytes(new byte[] {1}).give(exchange);
    } else {
      long number =
          Long.parseLong(path.replaceAll(".*/|\\.m4s", ""))
              / (style == Style.BY_NUMBER ? 1 : segmentMs);
      boolean there = number >= oldest() - 1 && number <= newest() && !holes.contains(number);
      (there ? Origin.bytes(new byte[] {2, 3}) : Origin.status(404)).give(exchange);
    }
  }

  String manifest() {
    long asOfMs = Math.min(itsMs(), manifestsUntilMs);
    StringBuilder mpd = new StringBuilder("<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" ");
    mpd.append(ended ? "type=\"static\"" : "type=\"dynamic\"");
    mpd.append(" availabilityStartTime=\"").append(Instant.ofEpochMilli(beganMs)).append('"');
    mpd.append(" minimumUpdatePeriod=\"PT%sS\"".formatted(segmentMs / 1000.0));
    mpd.append(" timeShiftBufferDepth=\"PT%sS\"".formatted(WINDOW_MS / 1000.0));
    mpd.append(
        ended
            ? " mediaPresentationDuration=\"PT%sS\"".formatted((newest() + 1) * segmentMs / 1000.0)
            : "");
    mpd.append('>').append(head).append(clocks.formatted(Instant.ofEpochMilli(itsMs())));
    long last = Math.min(newest(), (asOfMs - beganMs) / segmentMs - 1);
    long firstPeriod = periodMs == Long.MAX_VALUE ? 0 : oldest() * segmentMs / periodMs;
    long lastPeriod = periodMs == Long.MAX_VALUE ? 0 : Math.max(0, last) * segmentMs / periodMs;
    for (long p = firstPeriod; p <= lastPeriod; p++) {
      period(mpd, p, last);
    }
    return mpd.append("</MPD>").toString();
  }

  private void period(StringBuilder mpd, long period, long last) {
    long from = periodMs == Long.MAX_VALUE ? 0 : period * periodMs / segmentMs;
    long to = periodMs == Long.MAX_VALUE ? Long.MAX_VALUE : (period + 1) * periodMs / segmentMs - 1;
    mpd.append("<Period id=\"p%d\" start=\"PT%sS\">".formatted(period, from * segmentMs / 1000.0));
    mpd.append("<AdaptationSet id=\"1\" mimeType=\"audio/mp4\" codecs=\"mp4a.40.2\" lang=\"en\">");
    mpd.append("<SegmentTemplate timescale=\"1000\" initialization=\"init.mp4\" ");
    if (style == Style.TIMELINE) {
      long first = Math.max(from, oldest());
      mpd.append("presentationTimeOffset=\"%d\" media=\"$Time$.m4s\">".formatted(from * segmentMs));
      mpd.append("<SegmentTimeline>");
      if (Math.min(to, last) >= first) {
        mpd.append(
            "<S t=\"%d\" d=\"%d\" r=\"%d\"/>"
                .formatted(first * segmentMs, segmentMs, Math.min(to, last) - first));
      }
      mpd.append("</SegmentTimeline></SegmentTemplate>");
    } else {
      mpd.append(
          "duration=\"%d\" startNumber=\"%d\" presentationTimeOffset=\"%d\" media=\"%s\"/>"
              .formatted(
                  segmentMs,
                  from,
                  from * segmentMs,
                  style == Style.BY_NUMBER ? "$Number$.m4s" : "$Time$.m4s"));
    }
    mpd.append("<Representation id=\"a\" bandwidth=\"64000\"/></AdaptationSet></Period>");
  }

  @Override
  public long millis() {
    return nowMs;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMs);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}

package io.streamlation.ingest.source.dash;

import io.streamlation.ingest.source.dash.Manifest.Period;
import io.streamlation.ingest.source.dash.Manifest.Run;
import io.streamlation.ingest.source.dash.Manifest.SegmentLine;
import io.streamlation.ingest.source.dash.Manifest.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The segments of one sound, or of one picture, that a manifest offers at one moment, through all
 * its periods. Nothing is listed one by one: a day of segments costs as much as a minute.
 */
final class TrackLine {
  private static final long US = 1_000_000;

  private final Manifest manifest;
  private final long epochUs;
  private final boolean dated;
  private final long nowUs;
  private final long loadedUs;
  private final List<Stretch> stretches = new ArrayList<>();

  /** One period with the sound that is heard in it, or the picture that is seen. */
  record Chosen(Period period, Track track) {}

  private record Stretch(Period period, Track track, SegmentLine line, Run run) {}

  /**
   * @param epochUs the presentation's time 0 on the wall clock; 0 where nobody says
   * @param nowUs the origin's wall clock
   * @param loadedUs when the manifest was loaded, on the same clock
   */
  TrackLine(
      Manifest manifest,
      List<Chosen> chosen,
      long epochUs,
      boolean dated,
      long nowUs,
      long loadedUs) {
    this.manifest = manifest;
    this.epochUs = epochUs;
    this.dated = dated;
    this.nowUs = nowUs;
    this.loadedUs = loadedUs;
    for (Chosen each : chosen) {
      each.track()
          .line()
          .ifPresent(
              line ->
                  line.runs()
                      .forEach(
                          run ->
                              stretches.add(new Stretch(each.period(), each.track(), line, run))));
    }
  }

  long epochUs() {
    return epochUs;
  }

  boolean isDated() {
    return dated;
  }

  /** The first one there whose middle lies behind that time. */
  Optional<DashSegment> from(long wantedUs) {
    for (Stretch stretch : stretches) {
      long duration = stretch.run.durationUnits();
      long wantedUnits = unitsAt(stretch, wantedUs);
      long behind =
          Math.floorDiv(wantedUnits - stretch.run.startUnits() - duration / 2, duration) + 1;
      long index = Math.max(first(stretch), behind);
      if (index < end(stretch)) {
        return Optional.of(segment(stretch, index));
      }
    }
    return Optional.empty();
  }

  /** The one that leads up to it, if it is there. */
  Optional<DashSegment> before(DashSegment segment) {
    return from(segment.startUs() - segment.durationUs())
        .filter(b -> b.startUs() < segment.startUs() && segment.continues(b));
  }

  Optional<DashSegment> oldest() {
    return stretches.stream()
        .filter(s -> first(s) < end(s))
        .findFirst()
        .map(s -> segment(s, first(s)));
  }

  Optional<DashSegment> newest() {
    for (int i = stretches.size() - 1; i >= 0; i--) {
      Stretch stretch = stretches.get(i);
      if (first(stretch) < end(stretch)) {
        return Optional.of(segment(stretch, end(stretch) - 1));
      }
    }
    return Optional.empty();
  }

  /** Nothing will follow behind that time. */
  boolean isOver(long wantedUs) {
    if (!manifest.live()) {
      return true;
    }
    if (manifest.endUs().isEmpty()) {
      return false;
    }
    long endUs = epochUs + manifest.endUs().getAsLong();
    long halfUs = newest().map(DashSegment::durationUs).orElse(0L) / 2;
    // A manifest from before the end may yet be told otherwise.
    return wantedUs >= endUs - halfUs && loadedUs >= endUs;
  }

  /** The first index that is still there. */
  private long first(Stretch stretch) {
    if (!stretch.run.byClock() || manifest.windowUs().isEmpty() || !manifest.live()) {
      return 0;
    }
    long from = unitsAt(stretch, nowUs - manifest.windowUs().getAsLong());
    long index = Math.floorDiv(from - stretch.run.startUnits(), stretch.run.durationUnits());
    return Math.max(0, index);
  }

  /** The index behind the last that is there already. */
  private long end(Stretch stretch) {
    if (!stretch.run.byClock() || !manifest.live()) {
      return stretch.run.count();
    }
    long now = unitsAt(stretch, nowUs);
    long passed = Math.floorDiv(now - stretch.run.startUnits(), stretch.run.durationUnits());
    return Math.min(stretch.run.count(), Math.max(0, passed));
  }

  private long unitsAt(Stretch stretch, long wallUs) {
    long us = wallUs - epochUs - stretch.period.startUs();
    long timescale = stretch.line.timescale();
    return stretch.line.offsetUnits()
        + Math.floorDiv(us, US) * timescale
        + Math.floorMod(us, US) * timescale / US;
  }

  private long usAt(Stretch stretch, long units) {
    long timescale = stretch.line.timescale();
    long since = units - stretch.line.offsetUnits();
    return epochUs
        + stretch.period.startUs()
        + Math.floorDiv(since, timescale) * US
        + Math.floorMod(since, timescale) * US / timescale;
  }

  private DashSegment segment(Stretch stretch, long index) {
    Run run = stretch.run;
    long startUnits = run.startUnits() + index * run.durationUnits();
    long startUs = usAt(stretch, startUnits);
    return new DashSegment(
        epochUs,
        dated,
        stretch.period.key(),
        stretch.period.startUs() / 1000,
        startUs,
        usAt(stretch, startUnits + run.durationUnits()) - startUs,
        run.byClock(),
        stretch.track.bases(),
        stretch.line.addresses().of(run.firstNumber() + index, startUnits),
        stretch.line.initialisation(),
        stretch.line.offset90kHz());
  }
}

package io.streamlation.flink.job;

import com.google.gson.JsonObject;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a stage's frontier lay behind the newest sound, looked at ten times a second of sound.
 */
final class FrontierLag {
  private static final int LOOKS_PER_SECOND = 10;

  private final TreeMap<Double, Long> told = new TreeMap<>();

  /** At this moment of the sound the stage said so. */
  void moved(double atSeconds, Frontier frontier) {
    told.merge(atSeconds, frontier.getSample(), Math::max);
  }

  JsonObject figures(double soundSeconds) {
    List<Double> lags = new ArrayList<>();
    for (int look = 1; look <= soundSeconds * LOOKS_PER_SECOND; look++) {
      double at = (double) look / LOOKS_PER_SECOND;
      Map.Entry<Double, Long> newest = told.floorEntry(at);
      lags.add(at - (newest == null ? 0 : AudioFormat.secondsOfSamples(newest.getValue())));
    }
    lags.sort(null);
    JsonObject figures = new JsonObject();
    figures.addProperty("p50", share(lags, .5));
    figures.addProperty("p95", share(lags, .95));
    figures.addProperty("p99", share(lags, .99));
    figures.addProperty("max", share(lags, 1));
    return figures;
  }

  private static double share(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? 0
        : Math.round(sorted.get((int) Math.round(share * (sorted.size() - 1))) * 100) / 100.;
  }
}

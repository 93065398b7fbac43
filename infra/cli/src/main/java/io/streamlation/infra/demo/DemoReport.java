package io.streamlation.infra.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamlation.bulletin.score.BulletinScore;
import io.streamlation.bulletin.score.Score;
import io.streamlation.bulletin.script.Bulletin;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.LedgerCounters;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.stack.Versions;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The account of one run, as {@code --report} writes it. */
public final class DemoReport {
  private final ObjectNode json = ControlClient.JSON.createObjectNode();
  private final Score score;
  private final boolean balanced;

  /**
   * @param sessionOpenedAtMs wall clock; the first caption is measured from here
   * @param speech what {@link ClipFigures} says of what was spoken
   */
  DemoReport(
      Bulletin script,
      long onAirSinceEpochMs,
      long sessionOpenedAtMs,
      HeardSoFar heard,
      JsonNode speech,
      JsonNode ledger) {
    JsonNode sums = ledger.path("sums");
    balanced = ledger.path("balanced").asBoolean();
    score = score(script, onAirSinceEpochMs, heard, ledger);

    json.put("seed", script.seed());
    json.put(
        "mediaSeconds",
        rounded(
            AudioFormat.secondsOfSamples(
                sum(sums, "ingest", LedgerCounters.PCM_SAMPLES)
                    + sum(sums, "ingest", LedgerCounters.GAP_SAMPLES))));
    json.put("framesPublished", sum(sums, "ingest", LedgerCounters.FRAMES_PUBLISHED));
    json.put("gaps", sum(sums, "ingest", LedgerCounters.GAPS));
    json.put("utterances", sum(sums, "cut", LedgerCounters.UTTERANCES));
    json.set("finals", ControlClient.JSON.valueToTree(heard.finalsByLanguage()));
    json.set("translations", ControlClient.JSON.valueToTree(heard.translationsByLanguage()));
    json.set("speech", speech);
    json.put("wer", rounded(score.wer()));
    json.put("translationExactRate", rounded(score.translationExactRate()));
    json.set("lagMs", lag(heard));
    json.put("erasure", rounded(heard.erasure()));
    ObjectNode told = json.putObject("ledger");
    told.put("balanced", balanced);
    told.set("unaccountedSamples", ledger.path("unaccountedSamples"));
    sums.fields().forEachRemaining(sum -> told.set(sum.getKey(), sum.getValue()));
    json.set("stack", ControlClient.JSON.valueToTree(stack()));
    heard
        .firstCaptionAt()
        .ifPresentOrElse(
            at ->
                json.put(
                    "firstCaptionSeconds", rounded((at.epochMs() - sessionOpenedAtMs) / 1000.0)),
            () -> json.putNull("firstCaptionSeconds"));
    ObjectNode scored = json.putObject("scored");
    scored.put("sentences", score.sentences());
    scored.put("words", score.words());
    scored.put("sentencesHeardExactly", score.sentencesHeardExactly());
    scored.put("sentencesTranslatedExactly", score.sentencesTranslatedExactly());
    scored.put("sentencesLeftOutAsTrained", score.sentencesLeftOutAsTrained());
    scored.set("details", ControlClient.JSON.valueToTree(score.details()));
  }

  public ObjectNode json() {
    return json;
  }

  /** Captions came, translations came and were spoken, the ledger balances. */
  public boolean isGood() {
    return json.path("finals").size() > 0
        && json.path("translations").size() > 0
        && json.path("speech").path("clips").size() > 0
        && balanced;
  }

  public List<String> summary() {
    JsonNode lag = json.path("lagMs");
    return List.of(
        "heard       %s s of sound, %d utterances, finals %s, translations %s"
            .formatted(
                json.path("mediaSeconds").asText(),
                json.path("utterances").asLong(),
                json.path("finals"),
                json.path("translations")),
        "spoken      clips %s, skipped %s"
            .formatted(json.path("speech").path("clips"), json.path("speech").path("skipped")),
        "score       WER %.1f %% of %d words; %d of %d sentences heard exactly; of those %.1f %% translated exactly"
            .formatted(
                100 * score.wer(),
                score.words(),
                score.sentencesHeardExactly(),
                score.sentences(),
                100 * score.translationExactRate()),
        "lag         finals p50 %d ms, p95 %d ms; first caption after %s s"
            .formatted(
                lag.path("p50").asLong(),
                lag.path("p95").asLong(),
                json.path("firstCaptionSeconds").asText()),
        "erasure     %.2f".formatted(json.path("erasure").asDouble()),
        "ledger      %s, unaccounted samples %s, gaps %d"
            .formatted(
                balanced ? "balanced" : "NOT balanced",
                json.path("ledger").path("unaccountedSamples").asText(),
                json.path("gaps").asLong()));
  }

  private static Score score(
      Bulletin script, long onAirSinceEpochMs, HeardSoFar heard, JsonNode ledger) {
    Map<Long, Long> zero = heard.epochZeroMs();
    long fromMs = zero.values().stream().mapToLong(Long::longValue).min().orElse(0);
    long toMs = fromMs;
    for (JsonNode epoch : ledger.path("epochs")) {
      Long zeroMs = zero.get(epoch.path("epoch").asLong());
      if (zeroMs != null) {
        long end = epoch.path("stages").path("ingest").path("asOfSample").asLong();
        toMs = Math.max(toMs, zeroMs + AudioFormat.msOfSamples(end));
      }
    }
    return BulletinScore.score(
        script, heard.heardCaptions(), heard.heardTranslations(), fromMs, toMs, onAirSinceEpochMs);
  }

  static ObjectNode lag(HeardSoFar heard) {
    ObjectNode lag = percentiles(heard.lagMs());
    ObjectNode stages = lag.putObject("stages");
    heard.stageMs().forEach((stage, values) -> stages.set(stage, percentiles(values)));
    lag.set("translations", percentiles(heard.translationLagMs()));
    return lag;
  }

  private static ObjectNode percentiles(Collection<Long> values) {
    return ControlClient.JSON
        .createObjectNode()
        .put("p50", Figures.percentile(values, .5))
        .put("p95", Figures.percentile(values, .95));
  }

  private static Map<String, String> stack() {
    Map<String, String> stack = new LinkedHashMap<>(Versions.all());
    stack.put("java", Runtime.version().toString());
    stack.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return stack;
  }

  private static long sum(JsonNode sums, String stage, String counter) {
    return sums.path(stage).path(counter).asLong();
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4f", value));
  }
}

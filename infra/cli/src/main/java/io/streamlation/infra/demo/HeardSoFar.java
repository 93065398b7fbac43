package io.streamlation.infra.demo;

import io.streamlation.bulletin.score.HeardCaption;
import io.streamlation.bulletin.score.HeardTranslation;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.SessionStatus;
import io.streamlation.contracts.v1.StageTime;
import io.streamlation.contracts.v1.Translation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a client of the live socket has seen of one session. Thread-safe. */
final class HeardSoFar {
  private static final String CLIENT = "client";

  private final Map<String, Caption> finals = new LinkedHashMap<>();
  private final Map<String, Translation> translations = new LinkedHashMap<>();
  private final Set<String> spoken = new HashSet<>();
  private final Erasure erasure = new Erasure();
  private final List<Long> lagMs = new ArrayList<>();
  private final List<Long> translationLagMs = new ArrayList<>();
  private final Map<String, List<Long>> stageMs = new LinkedHashMap<>();
  private WallTime firstCaptionAt;
  private SessionStatus status = SessionStatus.getDefaultInstance();

  synchronized void take(LiveMessage message, WallTime receivedAt) {
    switch (message.getBodyCase()) {
      case CAPTION -> take(message.getCaption(), receivedAt);
      case TRANSLATION -> take(message.getTranslation(), receivedAt);
      case SPOKEN ->
          spoken.add(
              message.getSpoken().getCaptionId() + " " + message.getSpoken().getTargetLanguage());
      case STATUS -> status = message.getStatus();
      default -> {}
    }
  }

  private void take(Caption caption, WallTime receivedAt) {
    boolean withdrawn = caption.getState() == Caption.State.STATE_WITHDRAWN;
    if (firstCaptionAt == null && !withdrawn) {
      firstCaptionAt = receivedAt;
    }
    erasure.shown(
        caption.getEpoch() + "." + caption.getUtteranceStartSample(),
        caption.getSegment(),
        caption.getRevision(),
        withdrawn ? "" : caption.getText());
    if (caption.getState() == Caption.State.STATE_FINAL
        && finals.put(caption.getId(), caption) == null) {
      lagMs.add(receivedAt.epochMs() - caption.getLag().getCapturedAtMs());
      passed(caption.getLag(), receivedAt);
    }
  }

  private void take(Translation translation, WallTime receivedAt) {
    String id = translation.getCaptionId() + " " + translation.getTargetLanguage();
    if (translation.getState() == Caption.State.STATE_FINAL
        && translations.put(id, translation) == null) {
      translationLagMs.add(receivedAt.epochMs() - translation.getLag().getCapturedAtMs());
    }
  }

  /** Where the time went: each stage has what passed since the one before it let go. */
  private void passed(LagTrace lag, WallTime receivedAt) {
    long before = lag.getCapturedAtMs();
    for (StageTime stage : lag.getStagesList()) {
      stage(stage.getStage()).add(stage.getLetGoAtMs() - before);
      before = stage.getLetGoAtMs();
    }
    stage(CLIENT).add(receivedAt.epochMs() - before);
  }

  private List<Long> stage(String name) {
    return stageMs.computeIfAbsent(name, n -> new ArrayList<>());
  }

  synchronized Optional<WallTime> firstCaptionAt() {
    return Optional.ofNullable(firstCaptionAt);
  }

  synchronized SessionStatus status() {
    return status;
  }

  synchronized double erasure() {
    return erasure.ratio();
  }

  synchronized List<Long> lagMs() {
    return List.copyOf(lagMs);
  }

  synchronized List<Long> translationLagMs() {
    return List.copyOf(translationLagMs);
  }

  synchronized Map<String, List<Long>> stageMs() {
    Map<String, List<Long>> copy = new LinkedHashMap<>();
    stageMs.forEach((stage, values) -> copy.put(stage, List.copyOf(values)));
    return copy;
  }

  /** In the order of the media. */
  synchronized List<Caption> finals() {
    return finals.values().stream()
        .sorted(
            Comparator.comparingLong(Caption::getEpoch)
                .thenComparingLong(Caption::getUtteranceStartSample)
                .thenComparingInt(Caption::getSegment))
        .toList();
  }

  /** Empty where there is none, or none that is text. */
  synchronized String translationOf(Caption caption, String language) {
    Translation translation = translations.get(caption.getId() + " " + language);
    return translation == null ? "" : translation.getText();
  }

  synchronized int finalCount() {
    return finals.size();
  }

  synchronized int translationCount() {
    return translations.size();
  }

  /** Finals that were voiced, or were not, each once. */
  synchronized int spokenCount() {
    return spoken.size();
  }

  synchronized Map<String, Integer> finalsByLanguage() {
    Map<String, Integer> count = new TreeMap<>();
    finals.values().forEach(c -> count.merge(c.getLanguage(), 1, Integer::sum));
    return count;
  }

  /** Those that are text; what could not be translated is in the ledger. */
  synchronized Map<String, Integer> translationsByLanguage() {
    Map<String, Integer> count = new TreeMap<>();
    translations.values().stream()
        .filter(Translation::hasText)
        .forEach(t -> count.merge(t.getTargetLanguage(), 1, Integer::sum));
    return count;
  }

  /**
   * The wall-clock moment of each epoch's media position 0, by the programme's own clock; empty for
   * a source that tells none.
   */
  synchronized Map<Long, Long> epochZeroMs() {
    Map<Long, Long> zero = new HashMap<>();
    for (Caption c : finals.values()) {
      if (c.hasProgramDateTimeUs()) {
        zero.putIfAbsent(
            c.getEpoch(),
            c.getProgramDateTimeUs() / 1000 - AudioFormat.msOfSamples(c.getMediaStartSample()));
      }
    }
    return zero;
  }

  synchronized List<HeardCaption> heardCaptions() {
    return finals.values().stream()
        .filter(Caption::hasProgramDateTimeUs)
        .map(
            c -> {
              long startMs = c.getProgramDateTimeUs() / 1000;
              long lengthMs =
                  AudioFormat.msOfSamples(c.getMediaEndSample() - c.getMediaStartSample());
              return new HeardCaption(
                  c.getId(), c.getLanguage(), c.getText(), startMs, startMs + lengthMs);
            })
        .toList();
  }

  synchronized List<HeardTranslation> heardTranslations() {
    return translations.values().stream()
        .filter(Translation::hasText)
        .map(t -> new HeardTranslation(t.getCaptionId(), t.getTargetLanguage(), t.getText()))
        .toList();
  }
}

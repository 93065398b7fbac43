package io.streamlation.flink.engine;

import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.speak.SynthesisOutcome.Failed;
import io.streamlation.flink.speak.SynthesisRequest;
import io.streamlation.models.Voices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends each request to the voice it names, or to the best one of its language. */
final class RoutingSynthesiser implements SpeechSynthesiser {
  private static final int MAX_BATCH = 8;

  private final Voices voices;
  private final Map<String, SpeechSynthesiser> byPack;

  /**
   * @param byPack the packs' names
   */
  RoutingSynthesiser(Voices voices, Map<String, SpeechSynthesiser> byPack) {
    this.voices = voices;
    this.byPack = Map.copyOf(byPack);
  }

  @Override
  public List<SynthesisOutcome> synthesise(List<SynthesisRequest> batch, Duration deadline) {
    long endNanos = System.nanoTime() + deadline.toNanos();
    List<SynthesisOutcome> outcomes = new ArrayList<>();
    for (SynthesisRequest request : batch) {
      outcomes.add(synthesise(request, Duration.ofNanos(endNanos - System.nanoTime())));
    }
    return outcomes;
  }

  private SynthesisOutcome synthesise(SynthesisRequest request, Duration patience) {
    Optional<Voices.Voice> voice = voices.choose(request.language(), request.voice());
    if (voice.isEmpty()) {
      return new Failed(
          Failed.Reason.NO_VOICE,
          request.voice().isEmpty()
              ? "no installed voice speaks " + request.language()
              : "no installed voice of %s is called \"%s\""
                  .formatted(request.language(), request.voice()));
    }
    return byPack
        .get(voice.get().pack().name())
        .synthesise(
            List.of(new SynthesisRequest(request.text(), request.language(), voice.get().name())),
            patience)
        .get(0);
  }

  @Override
  public int maxBatch() {
    return MAX_BATCH;
  }

  /** The engines belong to {@link Engines}. */
  @Override
  public void close() {}
}

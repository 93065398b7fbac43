package io.streamlation.flink.recognise;

import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.think.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The {@link Recogniser}s of all tiers as the pool asks them. */
public final class RecogniserModel implements Model<RecogniseQuestion, RecognitionOutcome> {
  private final RecogniserTiers tiers;
  private final LongSupplier nanoTime;
  private final AutoCloseable owner;

  /**
   * @param nanoTime shares a batch's time among the tiers that answer it
   * @param owner closed with this; owns the recognisers
   */
  public RecogniserModel(RecogniserTiers tiers, LongSupplier nanoTime, AutoCloseable owner) {
    this.tiers = tiers;
    this.nanoTime = nanoTime;
    this.owner = owner;
  }

  private record Ear(Recogniser recogniser, boolean smaller) {}

  @Override
  public List<RecognitionOutcome> answer(List<RecogniseQuestion> questions, Duration deadline) {
    Map<Ear, List<Integer>> shares = new LinkedHashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      shares.computeIfAbsent(ear(questions.get(i)), ear -> new ArrayList<>()).add(i);
    }
    long endNanos = nanoTime.getAsLong() + deadline.toNanos();
    RecognitionOutcome[] outcomes = new RecognitionOutcome[questions.size()];
    shares.forEach(
        (ear, places) -> {
          int most = ear.recogniser.maxBatch();
          for (int from = 0; from < places.size(); from += most) {
            List<Integer> part = places.subList(from, Math.min(places.size(), from + most));
            List<RecognitionOutcome> answers =
                ear.recogniser.recognise(
                    part.stream().map(place -> questions.get(place).request()).toList(),
                    Duration.ofNanos(Math.max(0, endNanos - nanoTime.getAsLong())));
            if (answers.size() != part.size()) {
              throw new IllegalStateException(
                  "recogniser %s gave %d answers to %d requests"
                      .formatted(ear.recogniser.pack(), answers.size(), part.size()));
            }
            for (int i = 0; i < part.size(); i++) {
              outcomes[part.get(i)] = outcome(questions.get(part.get(i)), ear, answers.get(i));
            }
          }
        });
    return Arrays.asList(outcomes);
  }

  private static RecognitionOutcome outcome(
      RecogniseQuestion question, Ear ear, RecognitionOutcome answer) {
    if (!(answer instanceof Heard heard)) {
      return answer;
    }
    Heard byWhom = ear.smaller ? heard.bySmallerTier() : heard;
    return question.voice() ? byWhom.in(VoiceFeatures.of(question.request().pcm())) : byWhom;
  }

  private Ear ear(RecogniseQuestion question) {
    String tier = question.utterance().getTier();
    Optional<Recogniser> smaller = question.hurried() ? tiers.smallerThan(tier) : Optional.empty();
    return smaller
        .map(recogniser -> new Ear(recogniser, true))
        .orElseGet(() -> new Ear(tiers.of(tier), false));
  }

  @Override
  public int maxBatch() {
    return tiers.of("").maxBatch();
  }

  @Override
  public RecognitionOutcome failure(Throwable broken) {
    return new RecognitionOutcome.Failed(RecognitionOutcome.Failed.Reason.MODEL, broken.toString());
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("the recogniser cannot be closed", e);
    }
  }
}

package io.streamlation.flink.engine;

import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.speak.SynthesisRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Counts what a voice does, and leaves closing it to {@link Engines}. */
record SharedSynthesiser(String pack, SpeechSynthesiser synthesiser) implements SpeechSynthesiser {
  @Override
  public List<SynthesisOutcome> synthesise(List<SynthesisRequest> batch, Duration deadline) {
    long startNanos = System.nanoTime();
    List<SynthesisOutcome> outcomes = synthesiser.synthesise(batch, deadline);
    EngineMetrics.BATCH_SECONDS.labelValues(pack).observe((System.nanoTime() - startNanos) / 1e9);
    EngineMetrics.BATCH_REQUESTS.labelValues(pack).observe(batch.size());
    for (SynthesisOutcome outcome : outcomes) {
      EngineMetrics.REQUESTS.labelValues(pack, name(outcome)).inc();
      if (outcome instanceof SynthesisOutcome.Spoken spoken) {
        EngineMetrics.SPOKEN_SECONDS
            .labelValues(pack)
            .inc(spoken.pcm().size() / 2.0 / spoken.sampleRateHz());
      }
    }
    return outcomes;
  }

  private static String name(SynthesisOutcome outcome) {
    if (outcome instanceof SynthesisOutcome.Failed failed) {
      return "failed_" + failed.reason().name().toLowerCase(Locale.ROOT);
    }
    return outcome instanceof SynthesisOutcome.Spoken ? "spoken" : "nothing";
  }

  @Override
  public int maxBatch() {
    return synthesiser.maxBatch();
  }

  @Override
  public void close() {}
}

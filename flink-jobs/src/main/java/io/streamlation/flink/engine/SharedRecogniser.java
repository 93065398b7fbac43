package io.streamlation.flink.engine;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Counts what a recogniser does, and leaves closing it to {@link Engines}. */
record SharedRecogniser(Recogniser recogniser) implements Recogniser {
  @Override
  public List<RecognitionOutcome> recognise(List<RecognitionRequest> batch, Duration deadline) {
    long startNanos = System.nanoTime();
    List<RecognitionOutcome> outcomes = recogniser.recognise(batch, deadline);
    EngineMetrics.BATCH_SECONDS.labelValues(pack()).observe((System.nanoTime() - startNanos) / 1e9);
    EngineMetrics.BATCH_REQUESTS.labelValues(pack()).observe(batch.size());
    for (RecognitionRequest request : batch) {
      EngineMetrics.SOUND_SECONDS
          .labelValues(pack())
          .inc(AudioFormat.secondsOfSamples(request.pcm().length));
    }
    for (RecognitionOutcome outcome : outcomes) {
      EngineMetrics.REQUESTS.labelValues(pack(), name(outcome)).inc();
    }
    return outcomes;
  }

  private static String name(RecognitionOutcome outcome) {
    if (outcome instanceof RecognitionOutcome.Heard) {
      return "heard";
    }
    if (outcome instanceof RecognitionOutcome.Failed failed) {
      return "failed_" + failed.reason().name().toLowerCase(Locale.ROOT);
    }
    return "silent";
  }

  @Override
  public int maxBatch() {
    return recogniser.maxBatch();
  }

  @Override
  public String pack() {
    return recogniser.pack();
  }

  @Override
  public void close() {}
}

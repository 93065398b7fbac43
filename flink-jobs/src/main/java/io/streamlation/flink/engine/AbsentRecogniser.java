package io.streamlation.flink.engine;

import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Stands where no pack is installed, and says so to everyone who asks. */
record AbsentRecogniser(String why) implements Recogniser {
  @Override
  public List<RecognitionOutcome> recognise(List<RecognitionRequest> batch, Duration deadline) {
    return Collections.nCopies(
        batch.size(),
        new RecognitionOutcome.Failed(RecognitionOutcome.Failed.Reason.NO_MODEL, why));
  }

  @Override
  public int maxBatch() {
    return 16;
  }

  @Override
  public String pack() {
    return "none";
  }

  @Override
  public void close() {}
}

package io.streamlation.flink.recognise;

import java.util.List;

/** What came of one request. */
public sealed interface RecognitionOutcome {

  /**
   * @param language BCP-47, as given or as detected
   * @param segments in order; the model's own stretches between timestamps
   * @param degraded a smaller tier heard it than was wished
   */
  record Heard(
      String language,
      List<HeardSegment> segments,
      float meanLogProb,
      float noSpeechProb,
      boolean degraded)
      implements RecognitionOutcome {
    public Heard {
      segments = List.copyOf(segments);
    }

    /** As the wished tier hears it. */
    public Heard(
        String language, List<HeardSegment> segments, float meanLogProb, float noSpeechProb) {
      this(language, segments, meanLogProb, noSpeechProb, false);
    }

    Heard bySmallerTier() {
      return new Heard(language, segments, meanLogProb, noSpeechProb, true);
    }
  }

  /** There is no speech in it, or none that the guards let pass. */
  record Silent(String reason, float noSpeechProb) implements RecognitionOutcome {}

  record Failed(Reason reason, String detail) implements RecognitionOutcome {
    public enum Reason {
      DEADLINE,
      MODEL,
      NO_MODEL
    }
  }

  /** Positions in samples from the first sample of the request. */
  record HeardSegment(long startSample, long endSample, List<HeardWord> words) {
    public HeardSegment {
      words = List.copyOf(words);
    }
  }

  /**
   * @param text with its punctuation, without surrounding blanks
   * @param confidence 0 … 1
   */
  record HeardWord(String text, long startSample, long endSample, float confidence) {}
}

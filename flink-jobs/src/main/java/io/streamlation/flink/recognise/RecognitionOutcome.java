package io.streamlation.flink.recognise;

import io.streamlation.contracts.v1.VoicePrint;
import java.util.List;
import java.util.Optional;

/** What came of one request. */
public sealed interface RecognitionOutcome {

  /**
   * @param language BCP-47, as given or as detected
   * @param segments in order; the model's own stretches between timestamps
   * @param degraded a smaller tier heard it than was wished
   * @param voice what the voice sounds like, where that was asked and one was heard
   */
  record Heard(
      String language,
      List<HeardSegment> segments,
      float meanLogProb,
      float noSpeechProb,
      boolean degraded,
      Optional<VoicePrint> voice)
      implements RecognitionOutcome {
    public Heard {
      segments = List.copyOf(segments);
    }

    /** As the wished tier hears it. */
    public Heard(
        String language, List<HeardSegment> segments, float meanLogProb, float noSpeechProb) {
      this(language, segments, meanLogProb, noSpeechProb, false, Optional.empty());
    }

    Heard bySmallerTier() {
      return new Heard(language, segments, meanLogProb, noSpeechProb, true, voice);
    }

    Heard in(Optional<VoicePrint> voice) {
      return new Heard(language, segments, meanLogProb, noSpeechProb, degraded, voice);
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

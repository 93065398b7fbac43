package io.streamlation.flink.engine.whisper;

import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Beyond which of its own figures a pack is known to invent, from the {@code options} of its
 * manifest. A small closed-vocabulary model is far surer of speech than a public one, so that a
 * single figure tells music and noise from speech. A pack that names none is judged by
 * openai/whisper's rule alone, which wants both figures to be bad.
 *
 * @param noSpeechAbove a higher probability that nobody speaks is silence ({@code
 *     silentAboveNoSpeech}, none)
 * @param meanLogProbBelow a lower mean log-probability of the text is silence ({@code
 *     silentBelowMeanLogProb}, none); such sound is not tried again at higher temperatures either
 */
record SpeechLimits(double noSpeechAbove, double meanLogProbBelow) {
  private static final String NO_SPEECH = "silentAboveNoSpeech";
  private static final String LOG_PROB = "silentBelowMeanLogProb";
  static final Set<String> KEYS = Set.of(NO_SPEECH, LOG_PROB);

  static SpeechLimits read(PackManifest pack) {
    List<String> complaints = new ArrayList<>();
    double noSpeech = number(pack, NO_SPEECH, Double.POSITIVE_INFINITY, complaints);
    double logProb = number(pack, LOG_PROB, Double.NEGATIVE_INFINITY, complaints);
    if (pack.options().containsKey(NO_SPEECH) && !(noSpeech > 0 && noSpeech < 1)) {
      complaints.add(
          "%s is a probability between 0 and 1 (found: %s)".formatted(NO_SPEECH, noSpeech));
    }
    if (pack.options().containsKey(LOG_PROB) && !(logProb < 0)) {
      complaints.add("%s is negative (found: %s)".formatted(LOG_PROB, logProb));
    }
    if (!complaints.isEmpty()) {
      throw new PackException("the options of pack " + pack.id() + " cannot be used", complaints);
    }
    return new SpeechLimits(noSpeech, logProb);
  }

  private static double number(
      PackManifest pack, String key, double preset, List<String> complaints) {
    String value = pack.options().get(key);
    if (value == null) {
      return preset;
    }
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      complaints.add("%s is not a number (found: %s)".formatted(key, value));
      return preset;
    }
  }

  Optional<String> complaint(float noSpeechProb, double meanLogProb) {
    if (noSpeechProb > noSpeechAbove) {
      return Optional.of("no speech: likelier than this pack ever is on speech");
    }
    if (meanLogProb < meanLogProbBelow) {
      return Optional.of("no speech: its text is unlikelier than this pack's ever is on speech");
    }
    return Optional.empty();
  }
}

package io.streamlation.flink.engine.whisper;

import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How a pack wants its sound framed, from the {@code options} of its manifest.
 *
 * @param leadSamples of silence put before the sound ({@code leadMs}, 0)
 * @param tailSamples of silence put after it, at least ({@code tailMs}, 0)
 * @param gridSamples the whole is filled up with silence to a multiple of so many ({@code
 *     windowMs}); 30 s, the default, is what public exports were trained with; less is quicker, and
 *     only as good as the pack's training makes it
 * @param previousText whether text of earlier captions is shown to the decoder ({@code
 *     previousText}, true)
 */
record WhisperWindow(int leadSamples, int tailSamples, int gridSamples, boolean previousText) {
  private static final Set<String> KEYS = Set.of("leadMs", "tailMs", "windowMs", "previousText");

  static WhisperWindow read(PackManifest pack, WhisperConfig config) {
    List<String> complaints = new ArrayList<>();
    for (String key : pack.options().keySet()) {
      if (!KEYS.contains(key) && !SpeechLimits.KEYS.contains(key)) {
        complaints.add("the option '%s' is not known to engine %s".formatted(key, pack.engine()));
      }
    }
    int perMs = config.sampleRateHz() / 1000;
    int window = config.windowSamples();
    int lead = number(pack, "leadMs", 0, complaints) * perMs;
    int tail = number(pack, "tailMs", 0, complaints) * perMs;
    int grid = number(pack, "windowMs", window / perMs, complaints) * perMs;
    if (grid == 0 || grid > window || grid % (2 * config.hop()) != 0) {
      complaints.add(
          "windowMs is %d; it is a multiple of 20 ms between 20 ms and %d ms"
              .formatted(grid / perMs, window / perMs));
    }
    String previous = pack.options().getOrDefault("previousText", "true");
    if (!previous.equals("true") && !previous.equals("false")) {
      complaints.add("previousText is neither true nor false (found: %s)".formatted(previous));
    }
    if (!complaints.isEmpty()) {
      throw new PackException("the options of pack " + pack.id() + " cannot be used", complaints);
    }
    return new WhisperWindow(lead, tail, grid, previous.equals("true"));
  }

  private static int number(PackManifest pack, String key, int preset, List<String> complaints) {
    String value = pack.options().get(key);
    if (value == null) {
      return preset;
    }
    if (value.matches("\\d{1,5}")) {
      return Integer.parseInt(value);
    }
    complaints.add("%s is not a number of milliseconds (found: %s)".formatted(key, value));
    return preset;
  }

  /** The sound between its silences, -1 … 1. A window's length is a function of the sound's. */
  float[] frame(short[] pcm) {
    int needed = leadSamples + pcm.length + tailSamples;
    float[] framed = new float[Math.max(1, (needed + gridSamples - 1) / gridSamples) * gridSamples];
    for (int i = 0; i < pcm.length; i++) {
      framed[leadSamples + i] = pcm[i] / 32768f;
    }
    return framed;
  }
}

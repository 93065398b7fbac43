package io.streamlation.infra.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamlation.infra.client.ControlClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** What was spoken in a session, and how the first clips sound: how long, how loud. */
final class ClipFigures {
  /** Enough to hear a trend, few enough to fetch. */
  private static final int MEASURED = 20;

  private static final double QUIETEST_DBFS = -120;

  private ClipFigures() {}

  static ObjectNode of(ControlClient client, String session) {
    List<JsonNode> clips = client.clips(session);
    ObjectNode speech = ControlClient.JSON.createObjectNode();
    Map<String, Integer> spoken = new TreeMap<>();
    Map<String, Integer> skipped = new TreeMap<>();
    for (JsonNode clip : clips) {
      if (clip.path("skippedReason").isTextual()) {
        skipped.merge(clip.path("skippedReason").asText(), 1, Integer::sum);
      } else {
        spoken.merge(clip.path("language").asText(), 1, Integer::sum);
      }
    }
    speech.set("clips", ControlClient.JSON.valueToTree(spoken));
    speech.set("skipped", ControlClient.JSON.valueToTree(skipped));
    ArrayNode measured = speech.putArray("measured");
    clips.stream()
        .filter(clip -> clip.path("audio").isTextual())
        .limit(MEASURED)
        .forEach(clip -> measured.add(figures(clip, client.sound(clip.path("audio").asText()))));
    return speech;
  }

  private static ObjectNode figures(JsonNode clip, byte[] wav) {
    ObjectNode figures = ControlClient.JSON.createObjectNode();
    figures.put("language", clip.path("language").asText());
    figures.put("voice", clip.path("voice").asText());
    figures.put("text", clip.path("text").asText());
    figures.put("slotMs", clip.path("endMs").asLong() - clip.path("startMs").asLong());
    try (AudioInputStream sound = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
      byte[] pcm = sound.readAllBytes();
      double squares = 0;
      int peak = 0;
      for (int i = 0; i + 1 < pcm.length; i += 2) {
        int sample = (short) ((pcm[i] & 0xff) | (pcm[i + 1] << 8));
        squares += (double) sample * sample;
        peak = Math.max(peak, Math.abs(sample));
      }
      figures.put(
          "durationMs", Math.round(pcm.length / 2 * 1_000.0 / sound.getFormat().getSampleRate()));
      figures.put("rmsDbfs", dbfs(Math.sqrt(squares / Math.max(1, pcm.length / 2))));
      figures.put("peakDbfs", dbfs(peak));
    } catch (IOException | UnsupportedAudioFileException e) {
      throw new IllegalStateException("a clip is not a WAV file: " + clip.path("audio"), e);
    }
    return figures;
  }

  private static double dbfs(double level) {
    double db = level <= 0 ? QUIETEST_DBFS : 20 * Math.log10(level / -Short.MIN_VALUE);
    return Double.parseDouble(String.format(Locale.ROOT, "%.1f", db));
  }
}

package io.streamlation.flink.engine.piper;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the voice says of itself in {@code voice.onnx.json}.
 *
 * @param espeakVoice whose phonemes the voice was trained on
 * @param lengthScale how slowly it speaks, 1 = as trained
 * @param phonemeIds of each symbol, usually one
 * @param speakers by name; empty where there is one only
 */
record PiperConfig(
    int sampleRateHz,
    String espeakVoice,
    float lengthScale,
    Map<String, List<Long>> phonemeIds,
    Map<String, Long> speakers) {
  static final String FILE_NAME = "voice.onnx.json";

  static PiperConfig read(PackManifest pack) {
    try {
      JsonObject config =
          JsonParser.parseString(Files.readString(pack.path(FILE_NAME))).getAsJsonObject();
      Map<String, List<Long>> ids = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> symbol :
          config.getAsJsonObject("phoneme_id_map").entrySet()) {
        List<Long> of = new ArrayList<>();
        symbol.getValue().getAsJsonArray().forEach(id -> of.add(id.getAsLong()));
        ids.put(symbol.getKey(), of);
      }
      Map<String, Long> speakers = new LinkedHashMap<>();
      if (config.get("num_speakers").getAsInt() > 1) {
        config
            .getAsJsonObject("speaker_id_map")
            .entrySet()
            .forEach(speaker -> speakers.put(speaker.getKey(), speaker.getValue().getAsLong()));
      }
      return new PiperConfig(
          config.getAsJsonObject("audio").get("sample_rate").getAsInt(),
          config.getAsJsonObject("espeak").get("voice").getAsString(),
          config.getAsJsonObject("inference").get("length_scale").getAsFloat(),
          ids,
          speakers);
    } catch (IOException | RuntimeException e) {
      throw new PackException(FILE_NAME + " of pack " + pack.id() + " cannot be read", e);
    }
  }
}

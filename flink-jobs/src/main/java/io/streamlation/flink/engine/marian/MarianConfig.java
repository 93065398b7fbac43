package io.streamlation.flink.engine.marian;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * What differs between Marians, as the pack's own files say it.
 *
 * @param heads of the decoder, each {@code headWidth} wide
 * @param maxPositions tokens a sentence can have, end included
 * @param startId decoding begins with it; the padding token in all Marians
 * @param endId ends source and target
 * @param forcedEndId what the last position must hold; -1: nothing
 * @param maxLength of a target, start and end included
 * @param badWords sequences of ids never wanted
 */
record MarianConfig(
    int heads,
    int headWidth,
    int maxPositions,
    int startId,
    int endId,
    int forcedEndId,
    int maxLength,
    int beams,
    double lengthPenalty,
    List<int[]> badWords) {

  static MarianConfig read(PackManifest pack) {
    try {
      JsonObject config = object(pack, "config.json");
      // What newer exports say about generation stands in a file of its own, and goes before.
      if (Files.exists(pack.path("generation_config.json"))) {
        JsonObject generation = object(pack, "generation_config.json");
        generation.entrySet().forEach(e -> config.add(e.getKey(), e.getValue()));
      }
      int heads = config.get("decoder_attention_heads").getAsInt();
      return new MarianConfig(
          heads,
          config.get("d_model").getAsInt() / heads,
          config.get("max_position_embeddings").getAsInt(),
          config.get("decoder_start_token_id").getAsInt(),
          config.get("eos_token_id").getAsInt(),
          number(config, "forced_eos_token_id", -1),
          number(config, "max_length", config.get("max_position_embeddings").getAsInt()),
          number(config, "num_beams", 1),
          config.has("length_penalty") ? config.get("length_penalty").getAsDouble() : 1.0,
          badWords(config));
    } catch (IOException | RuntimeException e) {
      throw new PackException("the configuration of pack " + pack.id() + " cannot be read", e);
    }
  }

  private static JsonObject object(PackManifest pack, String file) throws IOException {
    return JsonParser.parseString(Files.readString(pack.path(file))).getAsJsonObject();
  }

  private static int number(JsonObject config, String key, int preset) {
    JsonElement value = config.get(key);
    return value == null || value.isJsonNull() ? preset : value.getAsInt();
  }

  private static List<int[]> badWords(JsonObject config) {
    List<int[]> badWords = new ArrayList<>();
    JsonElement lists = config.get("bad_words_ids");
    if (lists != null && lists.isJsonArray()) {
      for (JsonElement list : lists.getAsJsonArray()) {
        badWords.add(
            list.getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray());
      }
    }
    return List.copyOf(badWords);
  }
}

package io.streamlation.flink.engine.whisper;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What differs between Whispers, as the pack's own files say it.
 *
 * @param mels 80, or 128 from large-v3 on
 * @param windowSamples the length it was trained on: 480,000 = 30 s
 * @param heads of the decoder, each {@code headWidth} wide
 * @param maxPositions tokens the decoder can hold, prompt included: 448
 * @param previousId stands before text of earlier captions; -1 where the vocabulary has none
 * @param noSpeechId its probability right after the start says that nobody speaks; -1 where the
 *     vocabulary has none
 * @param transcribeId -1 in an English-only model
 * @param timestampId {@code <|0.00|>}; the ids after it count in steps of 20 ms
 * @param maxInitialTimestamp no speech starts later in a window than so many steps; -1: no limit
 * @param languageIds by BCP-47; empty in an English-only model
 * @param suppressed ids never wanted
 * @param suppressedFirst ids not wanted as the first
 */
record WhisperConfig(
    int sampleRateHz,
    int fftSize,
    int hop,
    int mels,
    int windowSamples,
    int decoderLayers,
    int heads,
    int headWidth,
    int maxPositions,
    int startId,
    int endId,
    int previousId,
    int noSpeechId,
    int transcribeId,
    int noTimestampsId,
    int timestampId,
    int maxInitialTimestamp,
    Map<String, Integer> languageIds,
    Set<Integer> suppressed,
    Set<Integer> suppressedFirst) {

  /** Encoder and decoder count time in steps of two columns. */
  int samplesPerTimestamp() {
    return 2 * hop; // 320 samples = 20 ms
  }

  static WhisperConfig read(PackManifest pack) {
    try {
      JsonObject model = object(pack, "config.json");
      JsonObject generation = object(pack, "generation_config.json");
      JsonObject sound = object(pack, "preprocessor_config.json");
      Map<String, Integer> added = addedTokens(object(pack, "tokenizer.json"));
      int noTimestamps = generation.get("no_timestamps_token_id").getAsInt();
      int timestamp = added.getOrDefault("<|0.00|>", noTimestamps + 1);
      int end = model.get("eos_token_id").getAsInt();
      Set<Integer> suppressed = new java.util.TreeSet<>(ids(generation, "suppress_tokens"));
      // Words of the prompt's own language are never an answer.
      added.forEach(
          (token, id) -> {
            if (id != end && id < timestamp) {
              suppressed.add(id);
            }
          });
      int heads = model.get("decoder_attention_heads").getAsInt();
      return new WhisperConfig(
          sound.get("sampling_rate").getAsInt(),
          sound.get("n_fft").getAsInt(),
          sound.get("hop_length").getAsInt(),
          sound.get("feature_size").getAsInt(),
          sound.get("n_samples").getAsInt(),
          model.get("decoder_layers").getAsInt(),
          heads,
          model.get("d_model").getAsInt() / heads,
          model.get("max_target_positions").getAsInt(),
          model.get("decoder_start_token_id").getAsInt(),
          end,
          added.getOrDefault("<|startofprev|>", -1),
          added.getOrDefault("<|nospeech|>", added.getOrDefault("<|nocaptions|>", -1)),
          generation.has("task_to_id")
              ? generation.getAsJsonObject("task_to_id").get("transcribe").getAsInt()
              : -1,
          noTimestamps,
          timestamp,
          generation.has("max_initial_timestamp_index")
                  && !generation.get("max_initial_timestamp_index").isJsonNull()
              ? generation.get("max_initial_timestamp_index").getAsInt()
              : -1,
          languages(generation),
          Set.copyOf(suppressed),
          Set.copyOf(ids(generation, "begin_suppress_tokens")));
    } catch (IOException | RuntimeException e) {
      throw new PackException("the configuration of pack " + pack.id() + " cannot be read", e);
    }
  }

  private static JsonObject object(PackManifest pack, String file) throws IOException {
    return JsonParser.parseString(Files.readString(pack.path(file))).getAsJsonObject();
  }

  private static Map<String, Integer> addedTokens(JsonObject tokenizer) {
    Map<String, Integer> added = new TreeMap<>();
    for (JsonElement token : tokenizer.getAsJsonArray("added_tokens")) {
      JsonObject t = token.getAsJsonObject();
      added.put(t.get("content").getAsString(), t.get("id").getAsInt());
    }
    return added;
  }

  private static List<Integer> ids(JsonObject from, String key) {
    List<Integer> ids = new ArrayList<>();
    if (from.get(key) instanceof JsonArray array) {
      array.forEach(id -> ids.add(id.getAsInt()));
    }
    return ids;
  }

  /** {@code {"<|en|>": 50259}} becomes {@code en → 50259}. */
  private static Map<String, Integer> languages(JsonObject generation) {
    Map<String, Integer> languages = new TreeMap<>();
    if (generation.get("lang_to_id") instanceof JsonObject map) {
      for (String token : map.keySet()) {
        languages.put(token.substring(2, token.length() - 2), map.get(token).getAsInt());
      }
    }
    return Collections.unmodifiableMap(
        languages); // keeps its order, so that sums come out the same
  }
}

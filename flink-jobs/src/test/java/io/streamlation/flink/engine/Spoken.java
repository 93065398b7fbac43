package io.streamlation.flink.engine;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.streamlation.contracts.AudioFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording and what is said in it.
 *
 * @param startSample of the first word, by eSpeak's own account
 * @param endSample of the last
 */
public record Spoken(short[] pcm, String language, String text, long startSample, long endSample) {

  public static List<Spoken> all() {
    try {
      List<Spoken> all = new ArrayList<>();
      String json = Files.readString(NewsTiny.SPEECH.resolve("utterances.json"));
      for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
        JsonObject one = element.getAsJsonObject();
        all.add(
            new Spoken(
                Wav.read(NewsTiny.SPEECH.resolve(one.get("file").getAsString())),
                one.get("lang").getAsString(),
                one.get("text").getAsString(),
                samples(one.get("start").getAsDouble()),
                samples(one.get("end").getAsDouble())));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long samples(double seconds) {
    return Math.round(seconds * AudioFormat.SAMPLE_RATE_HZ);
  }

  public static List<Spoken> in(String language) {
    return all().stream().filter(spoken -> spoken.language().equals(language)).toList();
  }
}

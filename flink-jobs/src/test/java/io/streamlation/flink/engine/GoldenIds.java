package io.streamlation.flink.engine;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A text and the ids it shall have. */
public record GoldenIds(String text, long[] ids) {
  public static List<GoldenIds> read(Path json) {
    try {
      return JsonParser.parseString(Files.readString(json)).getAsJsonArray().asList().stream()
          .map(JsonElement::getAsJsonObject)
          .map(
              one ->
                  new GoldenIds(
                      one.get("text").getAsString(),
                      one.getAsJsonArray("ids").asList().stream()
                          .mapToLong(JsonElement::getAsLong)
                          .toArray()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

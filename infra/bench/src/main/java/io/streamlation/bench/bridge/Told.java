package io.streamlation.bench.bridge;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a driver was told: {@code key=value} arguments. */
public final class Told {
  private final Map<String, String> values = new HashMap<>();

  public Told(String[] arguments) {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      values.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
  }

  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("the driver was not told " + key);
    }
    return value;
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public Path path(String key) {
    return Path.of(text(key)).toAbsolutePath();
  }

  public int number(String key) {
    return Integer.parseInt(text(key));
  }

  public List<String> list(String key) {
    return Arrays.asList(text(key).split(","));
  }

  /** Those whose keys begin so, without that. */
  public List<String> under(String prefix) {
    return values.entrySet().stream()
        .filter(value -> value.getKey().startsWith(prefix))
        .map(value -> value.getKey().substring(prefix.length()) + "=" + value.getValue())
        .toList();
  }

  /** One argument a line. */
  public List<String> command(String key) {
    return Arrays.asList(text(key).split("\n"));
  }
}

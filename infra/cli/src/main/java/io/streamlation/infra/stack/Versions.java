package io.streamlation.infra.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Which version of what the build pinned. */
public final class Versions {
  private static final Map<String, String> ALL = read();

  private Versions() {}

  public static String of(String component) {
    return ALL.get(component);
  }

  /** Component → version. */
  public static Map<String, String> all() {
    return ALL;
  }

  private static Map<String, String> read() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("/versions.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("versions.properties cannot be read from the jar", e);
    }
    Map<String, String> all = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> all.put(k, properties.getProperty(k)));
    return Map.copyOf(all);
  }
}

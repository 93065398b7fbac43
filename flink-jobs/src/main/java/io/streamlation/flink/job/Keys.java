package io.streamlation.flink.job;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings as they were given: {@code key=value} arguments, which win over the lines of {@code
 * config=FILE}. Collects every complaint, so that all are told at once.
 */
final class Keys {
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|min|h)");

  private final Map<String, String> given;
  private final Set<String> known = new TreeSet<>(Set.of("config"));
  private final List<String> complaints = new ArrayList<>();

  private Keys(Map<String, String> given) {
    this.given = given;
  }

  static Keys of(String[] args) {
    Map<String, String> given = new TreeMap<>();
    List<String> complaints = new ArrayList<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (equals < 1) {
        complaints.add("\"%s\" is not key=value".formatted(arg));
      } else if (given.put(arg.substring(0, equals), arg.substring(equals + 1)) != null) {
        complaints.add("%s is given twice".formatted(arg.substring(0, equals)));
      }
    }
    if (given.containsKey("config")) {
      Properties file = new Properties();
      try (Reader reader = Files.newBufferedReader(Path.of(given.get("config")))) {
        file.load(reader);
      } catch (IOException e) {
        complaints.add("config=%s cannot be read: %s".formatted(given.get("config"), e));
      }
      file.stringPropertyNames().forEach(key -> given.putIfAbsent(key, file.getProperty(key)));
    }
    Keys keys = new Keys(given);
    keys.complaints.addAll(complaints);
    return keys;
  }

  String text(String key, String otherwise) {
    return read(key, otherwise, "", Function.identity());
  }

  int number(String key, int otherwise) {
    return read(key, otherwise, "a whole number", Integer::valueOf);
  }

  double fraction(String key, double otherwise) {
    return read(key, otherwise, "a number", Double::valueOf);
  }

  boolean yes(String key, boolean otherwise) {
    return read(
        key,
        otherwise,
        "true or false",
        value -> {
          if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException();
          }
          return value.equals("true");
        });
  }

  Duration duration(String key, Duration otherwise) {
    return read(key, otherwise, "a time like 500ms, 2s, 5min, 1h", Keys::parse);
  }

  <E extends Enum<E>> E choice(String key, E otherwise) {
    E[] choices = otherwise.getDeclaringClass().getEnumConstants();
    return read(
        key,
        otherwise,
        "one of " + Arrays.toString(choices).toLowerCase(Locale.ROOT),
        value -> Enum.valueOf(otherwise.getDeclaringClass(), value.toUpperCase(Locale.ROOT)));
  }

  private <T> T read(String key, T otherwise, String expected, Function<String, T> parse) {
    known.add(key);
    String value = given.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return parse.apply(value.strip());
    } catch (IllegalArgumentException e) {
      complaints.add("%s is \"%s\" and must be %s".formatted(key, value, expected));
      return otherwise;
    }
  }

  private static Duration parse(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "min" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** What refuses to be made of these values complains like they do. */
  <T> T make(T otherwise, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      complaints.add(e.getMessage());
      return otherwise;
    }
  }

  void complain(String complaint) {
    complaints.add(complaint);
  }

  /**
   * @throws IllegalArgumentException with all complaints, one a line
   */
  void settle() {
    for (String key : given.keySet()) {
      if (!known.contains(key)) {
        complaints.add("%s is not a setting; known are %s".formatted(key, known));
      }
    }
    if (!complaints.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), complaints));
    }
  }
}

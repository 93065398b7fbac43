package io.streamlation.flink.engine.apertium;

import io.streamlation.models.PackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stages of a pair, as its mode file writes them for a shell. */
final class ModeFile {
  private static final Pattern TOKEN = Pattern.compile("'([^']*)'|(\\S+)");

  private ModeFile() {}

  /**
   * Each stage answers after a zero byte ({@code -z}); {@code $1} becomes generation without marks
   * on unknown words, {@code $2} nothing.
   *
   * @throws PackException when the file cannot be read or holds no stage
   */
  static List<List<String>> stages(Path file) {
    String line;
    try {
      line = Files.readString(file).strip();
    } catch (IOException e) {
      throw new PackException("the mode file " + file + " cannot be read", e);
    }
    return stages(line, file.toString());
  }

  static List<List<String>> stages(String line, String where) {
    List<List<String>> stages = new ArrayList<>();
    for (String stage : line.split("\\|")) {
      List<String> command = new ArrayList<>();
      Matcher tokens = TOKEN.matcher(stage);
      while (tokens.find()) {
        String token = tokens.group(1) != null ? tokens.group(1) : tokens.group(2);
        switch (token) {
          case "$1" -> command.add("-n");
          case "$2" -> {}
          default -> command.add(token);
        }
      }
      if (command.isEmpty() || command.get(0).contains("/") || command.get(0).startsWith("-")) {
        throw new PackException(
            "the mode file " + where + " cannot be used",
            List.of("the stage '" + stage.strip() + "' does not begin with a program's name"));
      }
      command.add(1, "-z");
      stages.add(command);
    }
    return stages;
  }
}

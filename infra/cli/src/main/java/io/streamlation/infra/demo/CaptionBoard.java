package io.streamlation.infra.demo;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.Spoken;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.infra.terminal.Terminal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Captions in a terminal: the speech on the left, its translation on the right. The line being
 * spoken is provisional and dim; beside it, how many finals have been voiced. Off a terminal: one
 * plain line for each final.
 */
final class CaptionBoard {
  /** A row waits for its translation until so many others have come. */
  private static final int MOST_WAITING = 3;

  private final Terminal terminal;
  private final String language;
  private final Map<String, Row> waiting = new LinkedHashMap<>();
  private int clips;
  private String provisionalText = "";
  private String provisionalTranslation = "";

  private record Row(Caption caption, String translation) {}

  /**
   * @param language the translation shown on the right
   */
  CaptionBoard(Terminal terminal, String language) {
    this.terminal = terminal;
    this.language = language;
  }

  synchronized void take(LiveMessage message) {
    if (!terminal.isLive()) {
      plain(message);
      return;
    }
    switch (message.getBodyCase()) {
      case CAPTION -> caption(message.getCaption());
      case TRANSLATION -> {
        if (message.getTranslation().getTargetLanguage().equals(language)) {
          translation(message.getTranslation());
        }
      }
      case SPOKEN -> {
        if (message.getSpoken().hasClip()) {
          clips++;
        }
      }
      default -> {
        return;
      }
    }
    showProvisional();
  }

  /** Shows what still waits. */
  synchronized void finish() {
    waiting.values().forEach(this::show);
    waiting.clear();
    terminal.provisional("");
  }

  private void plain(LiveMessage message) {
    if (message.hasCaption() && message.getCaption().getState() == Caption.State.STATE_FINAL) {
      Caption c = message.getCaption();
      terminal.line(
          place(c.getEpochOffsetSamples() + c.getMediaStartSample())
              + "  "
              + c.getLanguage()
              + "  "
              + c.getText());
    } else if (message.hasTranslation()
        && message.getTranslation().getState() == Caption.State.STATE_FINAL) {
      Translation t = message.getTranslation();
      terminal.line(
          place(t.getEpochOffsetSamples() + t.getMediaStartSample())
              + "  "
              + t.getTargetLanguage()
              + "  "
              + textOf(t));
    } else if (message.hasSpoken()) {
      Spoken s = message.getSpoken();
      terminal.line(
          place(s.getEpochOffsetSamples() + s.getMediaStartSample())
              + "  "
              + s.getTargetLanguage()
              + "  "
              + (s.hasSkipped()
                  ? "[not spoken: " + s.getSkipped().getReason() + "]"
                  : "[spoken, %.1f s]".formatted(s.getClip().getDurationMs() / 1000.0)));
    }
  }

  private void caption(Caption caption) {
    if (caption.getState() == Caption.State.STATE_PARTIAL) {
      provisionalText = caption.getText();
      provisionalTranslation = "";
      return;
    }
    provisionalText = "";
    provisionalTranslation = "";
    if (caption.getState() == Caption.State.STATE_FINAL) {
      Row before = waiting.get(caption.getId());
      waiting.put(caption.getId(), new Row(caption, before == null ? null : before.translation()));
      showReady();
    }
  }

  private void translation(Translation translation) {
    if (translation.getState() == Caption.State.STATE_PARTIAL) {
      provisionalTranslation = textOf(translation);
    } else if (waiting.containsKey(translation.getCaptionId())) {
      waiting.compute(
          translation.getCaptionId(), (id, row) -> new Row(row.caption(), textOf(translation)));
      showReady();
    }
  }

  /** In order of the media: a row waits for those before it. */
  private void showReady() {
    Iterator<Row> rows = waiting.values().iterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.translation() == null && waiting.size() <= MOST_WAITING) {
        return;
      }
      show(row);
      rows.remove();
    }
  }

  private void show(Row row) {
    int width = columnWidth();
    List<String> left = wrap(row.caption().getText(), width);
    List<String> right = wrap(row.translation() == null ? "" : row.translation(), width);
    String place =
        place(row.caption().getEpochOffsetSamples() + row.caption().getMediaStartSample());
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      terminal.line(
          line(
              i == 0 ? place : "",
              i < left.size() ? left.get(i) : "",
              i < right.size() ? right.get(i) : "",
              width));
    }
  }

  private void showProvisional() {
    int width = columnWidth();
    String left =
        !provisionalText.isEmpty()
            ? provisionalText + " …"
            : waiting.values().stream()
                .reduce((first, second) -> second)
                .map(r -> r.caption().getText())
                .orElse("");
    terminal.provisional(
        left.isEmpty()
            ? ""
            : line(
                clips == 0 ? "" : "♪ " + clips,
                tail(left, width),
                tail(provisionalTranslation, width),
                width));
  }

  private int columnWidth() {
    return Math.max(16, (terminal.columns() - 10 - 4) / 2);
  }

  private static String line(String place, String left, String right, int width) {
    return String.format("%-9s %-" + width + "s │ %s", place, left, right);
  }

  /** The end of a text: what was said last. */
  private static String tail(String text, int width) {
    return text.length() <= width ? text : "…" + text.substring(text.length() - width + 1);
  }

  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String textOf(Translation t) {
    return t.hasUntranslated()
        ? "[not translated: " + t.getUntranslated().getReason() + "]"
        : t.getText();
  }

  private static String place(long samples) {
    long ms = AudioFormat.msOfSamples(samples);
    return "%02d:%02d.%d".formatted(ms / 60_000, ms / 1000 % 60, ms / 100 % 10);
  }
}

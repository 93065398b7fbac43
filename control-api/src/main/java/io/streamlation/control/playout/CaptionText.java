package io.streamlation.control.playout;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.control.captions.TextDirection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One WebVTT segment (RFC 8216bis §3.1.4). Cue times are the session's own; the map in its head
 * ties them to the presentation time of the segment beside it. Where cues stand and how they look
 * is left to the player: WebVTT's own place is the bottom, centred, and cues that meet do not cover
 * each other there. Pure.
 */
final class CaptionText {
  private static final char RIGHT_TO_LEFT_MARK = '\u200f';
  private static final char LEFT_TO_RIGHT_MARK = '\u200e';

  /** Where a container tells no presentation time, players count from the session's beginning. */
  private static final long NO_PTS = 0;

  private CaptionText() {}

  /**
   * @param language of the rendition: cues in another one say so
   */
  static String of(Entry entry, List<Final> finals, String language) {
    StringBuilder text = new StringBuilder("WEBVTT\n").append(map(entry)).append("\n\n");
    for (Final one : finals) {
      List<String> lines = one.cue().shown();
      if (lines.isEmpty()) {
        continue;
      }
      text.append(one.cue().id())
          .append('\n')
          .append(time(one.cue().startMs()))
          .append(" --> ")
          .append(time(one.cue().endMs()))
          .append('\n')
          .append(shown(lines, one.cue().language(), language))
          .append("\n\n");
    }
    return text.toString();
  }

  private static String map(Entry entry) {
    long localMs =
        Math.max(0, -Math.floorDiv(-entry.startSample(), (long) AudioFormat.SAMPLES_PER_MS));
    long pts =
        entry.pts90kHz().isPresent()
            ? MediaTime.ptsAfter(
                entry.pts90kHz().getAsLong(),
                AudioFormat.samplesOfMs(localMs) - entry.startSample())
            : MediaTime.ptsAfter(NO_PTS, AudioFormat.samplesOfMs(localMs));
    return "X-TIMESTAMP-MAP=MPEGTS:" + pts + ",LOCAL:" + time(localMs);
  }

  private static String shown(List<String> lines, String language, String ofRendition) {
    String text =
        lines.stream()
            .map(line -> directed(line, language))
            .map(CaptionText::escaped)
            .collect(Collectors.joining("\n"));
    boolean other =
        !language.isEmpty()
            && !Locale.forLanguageTag(language)
                .getLanguage()
                .equals(Locale.forLanguageTag(ofRendition).getLanguage());
    return other ? "<lang " + language + ">" + text + "</lang>" : text;
  }

  /** The first strong character turns a line: where that is a foreign one, a mark comes before. */
  private static String directed(String line, String language) {
    boolean rightToLeft = TextDirection.isRightToLeft(language);
    for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
      switch (Character.getDirectionality(line.codePointAt(i))) {
        case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> {
          return rightToLeft ? RIGHT_TO_LEFT_MARK + line : line;
        }
        case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
            Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC -> {
          return rightToLeft ? line : LEFT_TO_RIGHT_MARK + line;
        }
        default -> {}
      }
    }
    return rightToLeft ? RIGHT_TO_LEFT_MARK + line : line;
  }

  private static String escaped(String line) {
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** {@code 01:02:03.456} */
  private static String time(long ms) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1_000 % 60,
        ms % 1_000);
  }
}

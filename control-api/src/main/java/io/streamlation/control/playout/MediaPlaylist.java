package io.streamlation.control.playout;

import io.streamlation.control.playout.PlayoutStore.Promise;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Writes media playlists (RFC 8216bis §4.4). Pure. */
final class MediaPlaylist {
  /** Decimal durations; with an initialisation section; with gaps. */
  private static final int VERSION = 3;

  private static final int VERSION_WITH_MAP = 6;
  private static final int VERSION_WITH_GAP = 8;

  private MediaPlaylist() {}

  /**
   * @param entries those that are listed, oldest first; their numbers are unbroken
   * @param ended nothing will be added
   */
  record Listed(List<Entry> entries, Promise promise, boolean ended) {
    Listed {
      entries = List.copyOf(entries);
    }
  }

  static String captions(Listed listed) {
    return write(listed, VERSION, false, entry -> entry.number() + ".vtt");
  }

  /** Segments of our own; a hole is a gap: players leave it out. */
  static String media(Listed listed) {
    boolean gaps = listed.entries().stream().anyMatch(Entry::isHole);
    return write(
        listed,
        gaps ? VERSION_WITH_GAP : VERSION_WITH_MAP,
        true,
        entry -> entry.media().map(Entry.Media::name).orElse("gap-" + entry.number() + ".m4s"));
  }

  private static String write(
      Listed listed, int version, boolean isMedia, Function<Entry, String> address) {
    StringBuilder text = new StringBuilder("#EXTM3U\n");
    text.append("#EXT-X-VERSION:").append(version).append('\n');
    if (isMedia) {
      text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    int targetSeconds = listed.promise().targetSeconds();
    text.append("#EXT-X-TARGETDURATION:").append(targetSeconds).append('\n');
    if (listed.promise().event()) {
      text.append("#EXT-X-PLAYLIST-TYPE:EVENT\n");
    }
    if (!listed.ended()) {
      text.append("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=")
          .append(Budget.HOLD_BACK_TARGETS * targetSeconds)
          .append(".0\n");
    }
    List<Entry> entries = listed.entries();
    if (!entries.isEmpty()) {
      Entry first = entries.get(0);
      text.append("#EXT-X-MEDIA-SEQUENCE:").append(first.number()).append('\n');
      if (first.discontinuity() > 0 || listed.promise().countsDiscontinuities()) {
        text.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(first.discontinuity()).append('\n');
      }
      long discontinuity = first.discontinuity();
      String initialisation = "";
      for (Entry entry : entries) {
        for (; discontinuity < entry.discontinuity(); discontinuity++) {
          text.append("#EXT-X-DISCONTINUITY\n");
        }
        if (isMedia && entry.media().isPresent()) {
          String wanted = entry.media().get().initialisation();
          if (!wanted.equals(initialisation)) {
            initialisation = wanted;
            text.append("#EXT-X-MAP:URI=\"").append(wanted).append("\"\n");
          }
        }
        entry
            .dateUs()
            .ifPresent(
                us -> text.append("#EXT-X-PROGRAM-DATE-TIME:").append(date(us)).append('\n'));
        if (isMedia && entry.isHole()) {
          text.append("#EXT-X-GAP\n");
        }
        text.append(String.format(Locale.ROOT, "#EXTINF:%.5f,\n", entry.seconds()))
            .append(address.apply(entry))
            .append('\n');
      }
    }
    if (listed.ended()) {
      text.append("#EXT-X-ENDLIST\n");
    }
    return text.toString();
  }

  private static String date(long us) {
    Instant at = Instant.EPOCH.plus(us, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS);
    String text = at.toString();
    return text.length() == "2026-11-23T03:28:16Z".length() ? text.replace("Z", ".000Z") : text;
  }
}

package io.streamlation.control.playout;

import io.streamlation.control.playout.PlayoutStore.Key;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.session.Session;
import io.streamlation.control.session.Session.PlayoutMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** The multivariant playlist of a session: what there is to choose from. */
@Component
class Programme {
  private static final int REMEMBERED = 2_000;

  /**
   * A variant must say its bandwidth; where nothing was measured, this is not worth choosing by.
   */
  private static final long UNKNOWN_BITS_PER_SECOND = 1_000_000;

  private final Origins origins;
  private final Map<Key, Made> made = new ConcurrentHashMap<>();

  private record Made(Object madeOf, Rendered text) {}

  Programme(Origins origins) {
    this.origins = origins;
  }

  static Optional<Track> track(Session session) {
    return switch (session.playoutMode()) {
      case SIDECAR -> Optional.of(Track.ORIGIN);
      case REHOST -> Optional.of(Track.REHOSTED);
      case NONE -> Optional.empty();
    };
  }

  Rendered playlist(Session session, Channel channel, Shown shown) {
    List<Multivariant.Subtitles> subtitles =
        Language.of(session).stream()
            .filter(language -> !shown.captions().getOrDefault(language.key(), List.of()).isEmpty())
            .map(
                language ->
                    new Multivariant.Subtitles(
                        language, "captions/" + language.key() + "/index.m3u8"))
            .toList();
    return session.playoutMode() == PlayoutMode.SIDECAR
        ? beside(session, channel, subtitles)
        : around(channel, shown, subtitles);
  }

  private Rendered beside(
      Session session, Channel channel, List<Multivariant.Subtitles> subtitles) {
    OriginLook look =
        origins
            .fresh(session)
            .orElseThrow(
                () ->
                    Refusal.notYet(
                        "The origin's own playlist could not be fetched: "
                            + origins.complaint(session).orElse("it is awaited."),
                        2));
    boolean held = session.playout().delayMs() > 0;
    return made(
        channel.key(),
        List.of(look.text(), look.from(), subtitles, held),
        () -> {
          Map<String, Integer> mirrored = new LinkedHashMap<>();
          UnaryOperator<String> address =
              held
                  ? uri -> "origin/" + mirrored.computeIfAbsent(uri, u -> mirrored.size()) + ".m3u8"
                  : UnaryOperator.identity();
          return look.isMultivariant()
              ? Multivariant.beside(look.text(), URI.create(look.from()), subtitles, address)
              : Multivariant.around(
                  address.apply(look.from()),
                  "BANDWIDTH="
                      + (look.bitsPerSecond() > 0 ? look.bitsPerSecond() : UNKNOWN_BITS_PER_SECOND),
                  subtitles);
        });
  }

  /** The addresses of the origin's media playlists, in the order in which ours numbers them. */
  List<String> mirrored(OriginLook look) {
    if (!look.isMultivariant()) {
      return List.of(look.from());
    }
    Map<String, Integer> found = new LinkedHashMap<>();
    Multivariant.beside(
        look.text(),
        URI.create(look.from()),
        List.of(),
        uri -> {
          found.computeIfAbsent(uri, u -> found.size());
          return uri;
        });
    return new ArrayList<>(found.keySet());
  }

  private Rendered around(Channel channel, Shown shown, List<Multivariant.Subtitles> subtitles) {
    Entry.Media first =
        shown.media().stream()
            .flatMap(entry -> entry.media().stream())
            .findFirst()
            .orElseThrow(() -> Refusal.notYet("Its first segments are awaited.", 2));
    StringBuilder attributes =
        new StringBuilder("BANDWIDTH=")
            .append(peak(shown.media()))
            .append(",AVERAGE-BANDWIDTH=")
            .append(average(shown.media()));
    if (!first.codecs().isEmpty()) {
      attributes.append(",CODECS=\"").append(first.codecs()).append('"');
    }
    if (first.width() > 0 && first.height() > 0) {
      attributes.append(",RESOLUTION=").append(first.width()).append('x').append(first.height());
    }
    if (first.framesPerSecondMilli() > 0) {
      attributes
          .append(",FRAME-RATE=")
          .append(String.format(Locale.ROOT, "%.3f", first.framesPerSecondMilli() / 1000.0));
    }
    attributes.append(",CLOSED-CAPTIONS=NONE");
    return made(
        channel.key(),
        List.of(attributes.toString(), subtitles),
        () -> Multivariant.around("media/index.m3u8", attributes.toString(), subtitles));
  }

  /** Of the segment that needs most (RFC 8216bis §4.4.6.2), and a tenth for what comes. */
  private static long peak(List<Entry> media) {
    return media.stream()
        .filter(entry -> entry.media().isPresent())
        .mapToLong(entry -> Math.round(entry.media().get().sizeBytes() * 8.8 / entry.seconds()))
        .max()
        .orElse(UNKNOWN_BITS_PER_SECOND);
  }

  private static long average(List<Entry> media) {
    double seconds = 0;
    long bytes = 0;
    for (Entry entry : media) {
      if (entry.media().isPresent()) {
        seconds += entry.seconds();
        bytes += entry.media().get().sizeBytes();
      }
    }
    return seconds == 0 ? UNKNOWN_BITS_PER_SECOND : Math.round(bytes * 8 / seconds);
  }

  private Rendered made(Key key, Object of, Supplier<String> text) {
    Made before = made.get(key);
    if (before != null && before.madeOf().equals(of)) {
      return before.text();
    }
    if (made.size() > REMEMBERED) {
      made.clear();
    }
    Made now = new Made(of, new Rendered(text.get()));
    made.put(key, now);
    return now.text();
  }
}

package io.streamlation.control.playout;

import io.streamlation.control.playout.PlayoutStore.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What players of a session are shown, until the next of its kind replaces it. Texts are made when
 * first asked for.
 *
 * @param media what can be fetched of a re-hosted programme
 * @param captions what is listed, by the language's key
 */
record Shown(
    Key key,
    int targetSeconds,
    boolean ended,
    boolean countsDiscontinuities,
    List<Entry> media,
    Map<String, List<Entry>> captions,
    Map<String, Rendered> texts) {

  Shown(
      Key key,
      int targetSeconds,
      boolean ended,
      boolean countsDiscontinuities,
      List<Entry> media,
      Map<String, List<Entry>> captions) {
    this(
        key,
        targetSeconds,
        ended,
        countsDiscontinuities,
        List.copyOf(media),
        Map.copyOf(captions),
        new ConcurrentHashMap<>());
  }

  private static final String MEDIA = "";

  Optional<Rendered> captionsPlaylist(String language) {
    List<Entry> listed = captions.get(language);
    return listed == null || listed.isEmpty()
        ? Optional.empty()
        : Optional.of(made(language, () -> MediaPlaylist.captions(all(listed))));
  }

  Optional<Rendered> mediaPlaylist() {
    return media.isEmpty()
        ? Optional.empty()
        : Optional.of(made(MEDIA, () -> MediaPlaylist.media(all(media))));
  }

  private MediaPlaylist.Listed all(List<Entry> entries) {
    return new MediaPlaylist.Listed(entries, targetSeconds, ended, countsDiscontinuities);
  }

  private Rendered made(String name, Supplier<String> text) {
    return texts.computeIfAbsent(name, n -> new Rendered(text.get()));
  }

  /** Whether a player would find something to play. */
  boolean isReady() {
    return captions.values().stream().anyMatch(listed -> !listed.isEmpty());
  }
}

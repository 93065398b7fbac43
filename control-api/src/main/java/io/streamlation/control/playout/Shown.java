package io.streamlation.control.playout;

import io.streamlation.control.playout.PlayoutStore.Key;
import io.streamlation.control.playout.PlayoutStore.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What players of a session are shown, until the next of its kind replaces it. Texts are made when
 * first asked for.
 *
 * @param media what can be fetched of a re-hosted programme
 * @param captions what is listed, by the language's key
 * @param files the names of what can be fetched of it
 * @param isReady whether a player would find something to play
 */
record Shown(
    Key key,
    Promise promise,
    boolean ended,
    List<Entry> media,
    Map<String, List<Entry>> captions,
    Set<String> files,
    boolean isReady,
    Map<String, Rendered> texts) {

  Shown(
      Key key,
      Promise promise,
      boolean ended,
      List<Entry> media,
      Map<String, List<Entry>> captions) {
    this(
        key,
        promise,
        ended,
        List.copyOf(media),
        Map.copyOf(captions),
        files(media),
        captions.values().stream().anyMatch(listed -> !listed.isEmpty()),
        new ConcurrentHashMap<>());
  }

  private static Set<String> files(List<Entry> media) {
    Set<String> names = new HashSet<>();
    for (Entry entry : media) {
      entry
          .media()
          .ifPresent(
              copy -> {
                names.add(copy.name());
                names.add(copy.initialisation());
              });
    }
    return Set.copyOf(names);
  }

  private static final String MEDIA = "";

  int targetSeconds() {
    return promise.targetSeconds();
  }

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
    return new MediaPlaylist.Listed(entries, promise, ended);
  }

  private Rendered made(String name, Supplier<String> text) {
    Rendered known = texts.get(name); // whoever asks later takes no lock
    return known != null ? known : texts.computeIfAbsent(name, n -> new Rendered(text.get()));
  }
}

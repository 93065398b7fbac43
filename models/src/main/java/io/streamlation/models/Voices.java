package io.streamlation.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who can speak, best first: the API offers and the engines choose by the same order. A pack that
 * says everything goes before one that does not, and one with files of its own before a program of
 * the machine, which is there for every language that has no pack.
 */
public final class Voices {
  private static final Comparator<PackManifest> BEST_FIRST =
      Comparator.comparing((PackManifest pack) -> !pack.openVocabulary())
          .thenComparing(pack -> pack.files().isEmpty())
          .thenComparing(PackManifest::name);

  private final List<Voice> voices = new ArrayList<>();

  private Voices() {}

  /** Of those packs that are voices. */
  public static Voices of(List<PackManifest> packs) {
    Voices all = new Voices();
    packs.stream()
        .filter(pack -> pack.kind() == PackManifest.Kind.VOICE)
        .sorted(BEST_FIRST)
        .forEach(all::add);
    return all;
  }

  /**
   * One voice.
   *
   * @param name what a plan calls it: {@code espeak-ng}, or {@code pack/speaker} where a pack has
   *     several
   * @param speaker as the engine names it; empty where the pack has one voice only
   */
  public record Voice(String name, PackManifest pack, String speaker) {
    /** Also where the voice knows the language and not the region: es speaks es-MX. */
    public boolean speaks(String language) {
      int dash = language.indexOf('-');
      return pack.languages().contains(language)
          || (dash > 0 && pack.languages().contains(language.substring(0, dash)));
    }
  }

  private void add(PackManifest pack) {
    if (pack.voices().isEmpty()) {
      voices.add(new Voice(pack.name(), pack, ""));
    }
    for (String speaker : pack.voices()) {
      voices.add(new Voice(pack.name() + "/" + speaker, pack, speaker));
    }
  }

  /** All that speak this language (BCP-47); the first is the one to take where none is wished. */
  public List<Voice> speaking(String language) {
    return voices.stream().filter(voice -> voice.speaks(language)).toList();
  }

  /**
   * The voice to take.
   *
   * @param wished its name, or empty for the best
   */
  public Optional<Voice> choose(String language, String wished) {
    return speaking(language).stream()
        .filter(voice -> wished.isEmpty() || voice.name().equals(wished))
        .findFirst();
  }
}

package io.streamlation.ingest.source;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which of several sounds is wished.
 *
 * @param track an id or a language; empty: the one in the language of the speech, else the first
 * @param language BCP-47 tag of the speech, or "auto"
 */
public record AudioWish(String track, String language) {
  /** Where ISO 639-2 has a second code, after the language's English name. */
  private static final Map<String, String> BIBLIOGRAPHIC =
      Map.ofEntries(
          Map.entry("alb", "sqi"),
          Map.entry("arm", "hye"),
          Map.entry("baq", "eus"),
          Map.entry("bur", "mya"),
          Map.entry("chi", "zho"),
          Map.entry("cze", "ces"),
          Map.entry("dut", "nld"),
          Map.entry("fre", "fra"),
          Map.entry("geo", "kat"),
          Map.entry("ger", "deu"),
          Map.entry("gre", "ell"),
          Map.entry("ice", "isl"),
          Map.entry("mac", "mkd"),
          Map.entry("may", "msa"),
          Map.entry("per", "fas"),
          Map.entry("rum", "ron"),
          Map.entry("slo", "slk"),
          Map.entry("tib", "bod"),
          Map.entry("wel", "cym"));

  /** A stranger wrote them: there may be hundreds, and long. */
  private static final int MOST_TOLD = 8;

  private static final int LONGEST_TOLD = 80;
  private static final Pattern INSIDE = Pattern.compile("(pid|track)-\\d{1,5}");

  /** Nothing is named: the language of the speech decides. */
  public static AudioWish ofSpeech(String language) {
    return new AudioWish("", language);
  }

  /** What is left to be wished once one of several was chosen by name. */
  public AudioWish granted() {
    return ofSpeech(language);
  }

  public boolean isNamed() {
    return !track.isEmpty();
  }

  /** It names a track inside a container, as a probe lists those. */
  public boolean isInside() {
    return INSIDE.matcher(track).matches();
  }

  /** How FFmpeg is told which sound of a file is meant: the first, unless a place is wished. */
  public String mapInFile() {
    return "0:a:"
        + (track.matches("track-[1-9]\\d{0,3}") ? Integer.parseInt(track.substring(6)) - 1 : 0);
  }

  /** What a probe calls the track with that number in a transport stream. */
  public static String idOfPid(int pid) {
    return "pid-" + pid;
  }

  /** What a probe calls the track at that place, from 1 on, among the sounds of a container. */
  public static String idOfPlace(int place) {
    return "track-" + place;
  }

  /** A sound that can be chosen. */
  public record Offer(String id, String name, String language, String role) {
    private String inWords() {
      String said =
          List.of(name.equals(id) ? "" : name, language, role).stream()
              .filter(s -> !s.isEmpty())
              .collect(Collectors.joining(", "));
      String all = said.isEmpty() ? id : id + " (" + said + ")";
      return all.length() <= LONGEST_TOLD ? all : all.substring(0, LONGEST_TOLD) + "…";
    }
  }

  /**
   * The one that is wished, of those in order of preference; empty if a name is wished that none of
   * them has.
   */
  public <T> Optional<T> choose(List<T> sounds, Function<T, Offer> offer) {
    if (isNamed()) {
      return first(sounds, s -> offer.apply(s).id().equals(track))
          .or(() -> first(sounds, s -> offer.apply(s).name().equals(track)))
          .or(() -> first(sounds, s -> offer.apply(s).language().equalsIgnoreCase(track)))
          .or(() -> first(sounds, s -> sameLanguage(offer.apply(s).language(), track)));
    }
    return first(sounds, s -> sameLanguage(offer.apply(s).language(), language) && isMain(offer, s))
        .or(() -> first(sounds, s -> sameLanguage(offer.apply(s).language(), language)))
        .or(() -> first(sounds, s -> isMain(offer, s)))
        .or(() -> sounds.stream().findFirst());
  }

  private static <T> boolean isMain(Function<T, Offer> offer, T sound) {
    String role = offer.apply(sound).role();
    return role.isEmpty() || role.equals("main");
  }

  private static <T> Optional<T> first(List<T> sounds, Predicate<T> wanted) {
    return sounds.stream().filter(wanted).findFirst();
  }

  /** {@code de}, {@code de-AT}, {@code deu} and {@code ger} are one. */
  public static boolean sameLanguage(String one, String other) {
    return !one.isEmpty() && !other.isEmpty() && iso3(one).equals(iso3(other));
  }

  private static String iso3(String tag) {
    String primary = tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    try {
      return BIBLIOGRAPHIC.getOrDefault(primary, Locale.forLanguageTag(primary).getISO3Language());
    } catch (MissingResourceException e) {
      return primary;
    }
  }

  /** Of a wish that cannot be granted, for a person. */
  public String refusal(String where, Collection<Offer> offers) {
    return where
        + " has no audio track \""
        + track
        + "\"; it has "
        + (offers.isEmpty()
            ? "none that could be named"
            : offers.stream().limit(MOST_TOLD).map(Offer::inWords).collect(Collectors.joining("; "))
                + (offers.size() > MOST_TOLD ? "; …" : ""));
  }
}

package io.streamlation.control.playout;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes multivariant playlists. The origin's own is kept line by line: tags that nobody here knows
 * survive, addresses become absolute, and each variant is given the subtitles beside those that it
 * has. Pure.
 */
final class Multivariant {
  /** What ours are grouped as where a variant has no subtitles of its own. */
  static final String GROUP = "streamlation";

  private static final String MACHINE = "public.machine-generated";
  private static final String TRANSLATION = "public.translation";

  /** BCP 47 for a language that is not told: it is found out while it is heard. */
  private static final String FOUND_OUT = "und";

  private static final String HEAD = "#EXTM3U";
  private static final String STREAM = "#EXT-X-STREAM-INF:";
  private static final Pattern MEDIA_SUBTITLES =
      Pattern.compile("#EXT-X-MEDIA:(?=.*TYPE=SUBTITLES).*");
  private static final Pattern ADDRESS =
      Pattern.compile("(?<=[:,])((?:[A-Z0-9]+-)*UR[IL])=\"([^\"]*)\"");
  private static final Pattern SUBTITLES = Pattern.compile("(?<=[:,])SUBTITLES=\"([^\"]*)\"");
  private static final Pattern GROUP_ID = Pattern.compile("(?<=[:,])GROUP-ID=\"([^\"]*)\"");
  private static final Pattern NAME = Pattern.compile("(?<=[:,])NAME=\"([^\"]*)\"");
  private static final Pattern QUERY_PARAMETER =
      Pattern.compile("#EXT-X-DEFINE:QUERYPARAM=\"([A-Za-z0-9_-]+)\".*");

  private Multivariant() {}

  /**
   * @param language as spoken where it is so
   * @param uri of its media playlist
   */
  record Subtitles(Language language, String uri) {}

  /**
   * The origin's own, with our subtitles.
   *
   * @param base where the text was found
   * @param address what becomes of the absolute address of a media playlist: itself, or one of ours
   */
  static String beside(
      String text, URI base, List<Subtitles> subtitles, UnaryOperator<String> address) {
    List<String> lines = text.lines().map(String::strip).toList();
    Set<String> groups = new LinkedHashSet<>();
    boolean ungrouped = false;
    for (String line : lines) {
      if (line.startsWith(STREAM)) {
        Optional<String> group = value(SUBTITLES, line);
        group.ifPresent(groups::add);
        ungrouped |= group.isEmpty();
      }
    }
    if (ungrouped) {
      groups.add(GROUP);
    }
    StringBuilder out = new StringBuilder();
    boolean inserted = false;
    boolean variantFollows = false;
    for (String line : lines) {
      if (!inserted && line.startsWith(STREAM)) {
        inserted = true;
        renditions(groups, taken(lines), subtitles).forEach(r -> out.append(r).append('\n'));
      }
      if (line.startsWith(STREAM)) {
        variantFollows = true;
        out.append(absolute(withSubtitles(line), base, address));
      } else if (line.startsWith("#")) {
        out.append(defined(absolute(line, base, address), base));
      } else if (variantFollows && !line.isEmpty()) {
        variantFollows = false;
        out.append(address.apply(resolved(base, line)));
      } else {
        out.append(line);
      }
      out.append('\n');
    }
    return out.toString();
  }

  /**
   * Of a programme that comes as one media playlist.
   *
   * @param attributes of its one variant, BANDWIDTH first
   */
  static String around(String uri, String attributes, List<Subtitles> subtitles) {
    StringBuilder out = new StringBuilder(HEAD + "\n#EXT-X-VERSION:6\n");
    renditions(Set.of(GROUP), Set.of(), subtitles).forEach(r -> out.append(r).append('\n'));
    out.append(STREAM).append(attributes).append(",SUBTITLES=\"" + GROUP + "\"\n");
    return out.append(uri).append('\n').toString();
  }

  private static List<String> renditions(
      Set<String> groups, Set<String> taken, List<Subtitles> subtitles) {
    List<String> renditions = new ArrayList<>();
    for (String group : groups) {
      for (Subtitles one : subtitles) {
        String name = one.language().name();
        while (taken.contains(group + "/" + name)) {
          name += " (auto)";
        }
        StringBuilder tag =
            new StringBuilder("#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"")
                .append(group)
                .append("\",NAME=\"")
                .append(name.replace('"', '\''))
                .append("\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,LANGUAGE=\"")
                .append(one.language().tag().isEmpty() ? FOUND_OUT : one.language().tag())
                .append("\",CHARACTERISTICS=\"")
                .append(MACHINE)
                .append(one.language().isSpoken() ? "" : "," + TRANSLATION)
                .append("\",URI=\"")
                .append(one.uri())
                .append('"');
        renditions.add(tag.toString());
      }
    }
    return renditions;
  }

  /** Names of the origin's own subtitles: within a group no two are called the same. */
  private static Set<String> taken(List<String> lines) {
    Set<String> taken = new LinkedHashSet<>();
    for (String line : lines) {
      if (MEDIA_SUBTITLES.matcher(line).matches()) {
        taken.add(value(GROUP_ID, line).orElse("") + "/" + value(NAME, line).orElse(""));
      }
    }
    return taken;
  }

  private static String withSubtitles(String line) {
    return value(SUBTITLES, line).isPresent() ? line : line + ",SUBTITLES=\"" + GROUP + "\"";
  }

  private static Optional<String> value(Pattern attribute, String line) {
    Matcher found = attribute.matcher(line);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static String absolute(String line, URI base, UnaryOperator<String> address) {
    boolean playlist =
        line.startsWith("#EXT-X-MEDIA:") || line.toUpperCase(Locale.ROOT).contains("STREAM-INF:");
    return ADDRESS
        .matcher(line)
        .replaceAll(
            found -> {
              String resolved = resolved(base, found.group(2));
              return Matcher.quoteReplacement(
                  found.group(1) + "=\"" + (playlist ? address.apply(resolved) : resolved) + "\"");
            });
  }

  /** What a player would take from the query of the playlist's address, which is ours now. */
  private static String defined(String line, URI base) {
    Matcher wanted = QUERY_PARAMETER.matcher(line);
    if (!wanted.matches() || base.getRawQuery() == null) {
      return line;
    }
    for (String pair : base.getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2 && parts[0].equals(wanted.group(1))) {
        String value = URLDecoder.decode(parts[1], StandardCharsets.UTF_8).replace('"', '\'');
        return "#EXT-X-DEFINE:NAME=\"" + parts[0] + "\",VALUE=\"" + value + "\"";
      }
    }
    return line;
  }

  /** Also where an address holds a variable, which only players fill in. */
  static String resolved(URI base, String reference) {
    try {
      return base.resolve(reference).toString();
    } catch (IllegalArgumentException e) {
      if (reference.matches("[A-Za-z][A-Za-z0-9+.-]*:.*") || reference.startsWith("{$")) {
        return reference;
      }
      String root = base.getScheme() + "://" + base.getRawAuthority();
      String path = base.getRawPath() == null ? "/" : base.getRawPath();
      return reference.startsWith("/")
          ? root + reference
          : root + path.substring(0, path.lastIndexOf('/') + 1) + reference;
    }
  }
}

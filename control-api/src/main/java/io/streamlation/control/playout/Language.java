package io.streamlation.control.playout;

import io.streamlation.control.captions.TextDirection;
import io.streamlation.control.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A language of the captions, as players' menus show it.
 *
 * @param key names it in addresses: its tag, or {@link #UNDETERMINED} for speech whose language is
 *     found out
 * @param tag BCP-47; empty where it is not known beforehand
 * @param target what finals of it name as their target; empty = as spoken
 */
record Language(String key, String tag, String target) {
  static final String UNDETERMINED = "und";
  private static final String AUTO = "auto";

  boolean isSpoken() {
    return target.isEmpty();
  }

  /** As its own speakers call it. */
  String name() {
    if (tag.isEmpty()) {
      return "Original";
    }
    Locale locale = Locale.forLanguageTag(tag);
    String name = locale.getDisplayName(locale);
    String known = name.isEmpty() ? tag : name;
    int first = known.offsetByCodePoints(0, 1);
    return known.substring(0, first).toUpperCase(locale) + known.substring(first);
  }

  boolean isRightToLeft() {
    return TextDirection.isRightToLeft(tag);
  }

  /** As spoken first, then as wished. */
  static List<Language> of(Session session) {
    List<Language> languages = new ArrayList<>();
    String spoken = session.sourceLanguage();
    boolean known = !spoken.equals(AUTO);
    languages.add(known ? new Language(spoken, spoken, "") : new Language(UNDETERMINED, "", ""));
    for (Session.Target target : session.targets()) {
      if (!target.language().equals(spoken)) {
        languages.add(new Language(target.language(), target.language(), target.language()));
      }
    }
    return languages;
  }
}

package io.streamlation.control.playout;

import java.util.Locale;

/** Which segments players fetch. */
enum Track {
  /** Those of the source, where it is. */
  ORIGIN,
  /** The copies that the bridge made. */
  REHOSTED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Track of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}

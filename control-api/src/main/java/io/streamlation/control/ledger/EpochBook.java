package io.streamlation.control.ledger;

import java.util.Map;

/**
 * All that is known of one epoch.
 *
 * @param stages by the stage's name: ingest, cut, recognise, settle, fanout, translate:es, speak:es
 * @param captionsStored finals in the database
 * @param translationsStored final translations in the database, untranslated included, by language
 * @param clipsStored spoken segments in the database, skipped ones included, by language
 */
record EpochBook(
    long epoch,
    Map<String, Tally> stages,
    long captionsStored,
    Map<String, Long> translationsStored,
    Map<String, Long> clipsStored) {

  static final String TRANSLATE = "translate:";
  static final String SPEAK = "speak:";

  EpochBook {
    stages = Map.copyOf(stages);
    translationsStored = Map.copyOf(translationsStored);
    clipsStored = Map.copyOf(clipsStored);
  }

  Tally stage(String name) {
    return stages.getOrDefault(name, Tally.NOTHING);
  }
}

package io.streamlation.control.ledger;

import java.util.Map;

/**
 * All that is known of one epoch.
 *
 * @param stages by the stage's name: ingest, cut, recognise, settle, fanout, translate:es
 * @param captionsStored finals in the database
 * @param translationsStored final translations in the database, untranslated included, by language
 */
record EpochBook(
    long epoch,
    Map<String, Tally> stages,
    long captionsStored,
    Map<String, Long> translationsStored) {

  static final String TRANSLATE = "translate:";

  EpochBook {
    stages = Map.copyOf(stages);
    translationsStored = Map.copyOf(translationsStored);
  }

  Tally stage(String name) {
    return stages.getOrDefault(name, Tally.NOTHING);
  }
}

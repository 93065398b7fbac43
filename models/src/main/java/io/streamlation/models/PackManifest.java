package io.streamlation.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pack says of itself in its {@code pack.yaml}.
 *
 * @param folder where the pack lies
 * @param name e.g. {@code whisper-news-tiny}; equals the folder's name
 * @param version grows when any file changes
 * @param title one line for people
 * @param engine which adapter runs it, e.g. {@code whisper-onnx}
 * @param variant which of the exports lying in the pack is run
 * @param languages BCP-47 of what a recogniser, voice or detector understands; empty for a
 *     translator
 * @param pairs what a translator translates; empty for others
 * @param voices a voice's speakers as its engine names them, the preferred one first; empty where
 *     the pack has one voice only, and for others
 * @param tiers which tiers choose this pack, e.g. {@code tiny}
 * @param maxBatch how many requests the engine may put into one run; 1 for exports whose numbers
 *     change with the batch
 * @param openVocabulary false when the pack knows a closed domain only
 * @param options what only its engine understands, e.g. {@code window: padded}
 * @param files every file of the pack except {@code pack.yaml}; none where the engine is a program
 *     of the machine that brings its own
 * @param families by which it is chosen, e.g. {@code news-tiny}; its name chooses it too. Empty: it
 *     is part of every choice
 * @param debian what it rests on that Debian installs and the pack does not bring
 * @param quality measured figures by name, e.g. {@code wer.en}
 */
public record PackManifest(
    Path folder,
    String name,
    int version,
    String title,
    Kind kind,
    String engine,
    Variant variant,
    List<String> languages,
    List<Pair> pairs,
    List<String> voices,
    List<String> tiers,
    int maxBatch,
    boolean openVocabulary,
    String licence,
    String origin,
    Map<String, String> options,
    List<PackFile> files,
    List<String> families,
    List<DebianPackage> debian,
    Map<String, Double> quality) {

  /** The file a pack is recognised by. */
  public static final String FILE_NAME = "pack.yaml";

  public PackManifest {
    languages = List.copyOf(languages);
    pairs = List.copyOf(pairs);
    voices = List.copyOf(voices);
    tiers = List.copyOf(tiers);
    options = Map.copyOf(options);
    files = List.copyOf(files);
    families = List.copyOf(families);
    debian = List.copyOf(debian);
    quality = Map.copyOf(quality);
  }

  public enum Kind {
    RECOGNISER,
    TRANSLATOR,
    VOICE,
    VAD
  }

  /** Which of the exports in the folder; public exports tell them apart by a suffix. */
  public enum Variant {
    FP32(""),
    FP16("_fp16"),
    INT8("_int8");

    private final String suffix;

    Variant(String suffix) {
      this.suffix = suffix;
    }

    /** {@code encoder_model} becomes {@code encoder_model_int8.onnx}. */
    public String fileName(String stem) {
      return stem + suffix + ".onnx";
    }
  }

  /** BCP-47 of a translator's source and target, e.g. {@code en} and {@code es}. */
  public record Pair(String source, String target) {}

  /**
   * @param path below the pack's folder, with forward slashes
   * @param sha256 64 small hex digits
   */
  public record PackFile(String path, long sizeBytes, String sha256) {}

  /**
   * @param name as {@code apt-get install} knows it
   * @param files absolute; a name of {@code *} stands for any one folder, as the machine's
   *     architecture is in the path of a library
   */
  public record DebianPackage(String name, List<String> files) {
    public DebianPackage {
      files = List.copyOf(files);
    }
  }

  /** Name and version as captions and logs carry it, e.g. {@code whisper-news-tiny@1}. */
  public String id() {
    return name + "@" + version;
  }

  /** Of all files together. */
  public long sizeBytes() {
    return files.stream().mapToLong(PackFile::sizeBytes).sum();
  }

  /** Whether one of these, a family's name or a pack's own, means this pack. */
  public boolean isMeantBy(String wish) {
    return name.equals(wish) || families.contains(wish);
  }

  public Path path(String file) {
    return folder.resolve(file);
  }

  public Optional<PackFile> file(String path) {
    return files.stream().filter(f -> f.path().equals(path)).findFirst();
  }

  public boolean translates(String source, String target) {
    return pairs.contains(new Pair(source, target));
  }
}

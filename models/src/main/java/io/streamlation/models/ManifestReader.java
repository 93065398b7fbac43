package io.streamlation.models;

import io.streamlation.models.PackManifest.DebianPackage;
import io.streamlation.models.PackManifest.Kind;
import io.streamlation.models.PackManifest.PackFile;
import io.streamlation.models.PackManifest.Pair;
import io.streamlation.models.PackManifest.Variant;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a {@code pack.yaml}; all complaints come together, unknown keys are refused. */
final class ManifestReader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "version",
          "title",
          "kind",
          "engine",
          "variant",
          "languages",
          "pairs",
          "voices",
          "tiers",
          "maxBatch",
          "openVocabulary",
          "licence",
          "origin",
          "options",
          "files",
          "families",
          "debian",
          "quality");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final Pattern DEBIAN_NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]+");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_YAML_CODE_POINTS = 1 << 20;

  private final Path folder;
  private final List<String> complaints = new ArrayList<>();
  private Map<?, ?> root = Map.of();

  private ManifestReader(Path folder) {
    this.folder = folder;
  }

  /**
   * @throws PackException with every complaint at once
   */
  static PackManifest read(Path folder, String yaml) {
    return new ManifestReader(folder).read(yaml);
  }

  private PackManifest read(String yaml) {
    Object document;
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(PackManifest.FILE_NAME)
              .setAllowDuplicateKeys(false)
              .setCodePointLimit(MAX_YAML_CODE_POINTS)
              .setMaxAliasesForCollections(0)
              .build();
      document = new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new PackException(where() + " is not YAML", e);
    } catch (StackOverflowError e) {
      throw new PackException(
          where() + " is not YAML that can be read", List.of("it is nested without end"));
    }
    if (document instanceof Map<?, ?> map) {
      root = map;
    } else {
      complain("it holds no keys");
    }
    for (Object key : root.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        complain("the key '%s' is not known".formatted(key));
      }
    }
    String name = text("name");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      complain("the name '%s' does not match %s".formatted(name, NAME));
    } else if (folder.getFileName() != null && !name.equals(folder.getFileName().toString())) {
      complain("the name is '%s' and the folder's is '%s'".formatted(name, folder.getFileName()));
    }
    Kind kind = choice("kind", Kind.class, null);
    List<Pair> pairs = pairs();
    List<String> languages = texts("languages", kind == Kind.TRANSLATOR);
    if (kind == Kind.TRANSLATOR && pairs.isEmpty()) {
      complain("a translator names at least one of 'pairs'");
    }
    if ((kind == Kind.RECOGNISER || kind == Kind.VOICE) && languages.isEmpty()) {
      complain(
          "a %s names at least one of 'languages'".formatted(kind.name().toLowerCase(Locale.ROOT)));
    }
    PackManifest manifest =
        new PackManifest(
            folder,
            name,
            positive("version", null),
            text("title"),
            kind,
            text("engine"),
            choice("variant", Variant.class, Variant.FP32),
            languages,
            pairs,
            texts("voices", true),
            texts("tiers", false),
            positive("maxBatch", 1),
            flag("openVocabulary"),
            text("licence"),
            text("origin"),
            options(),
            files(),
            texts("families", true),
            debian(),
            quality());
    if (!complaints.isEmpty()) {
      throw new PackException(where() + " cannot be used", complaints);
    }
    return manifest;
  }

  private String where() {
    return folder.resolve(PackManifest.FILE_NAME).toString();
  }

  private void complain(String complaint) {
    complaints.add(complaint);
  }

  private String text(String key) {
    Object value = root.get(key);
    if (value instanceof String s && !s.isBlank()) {
      return s.strip();
    }
    complain("'%s' is missing or not a text".formatted(key));
    return "";
  }

  private int positive(String key, Integer preset) {
    Object value = root.get(key);
    if (value == null && preset != null) {
      return preset;
    }
    if (value instanceof Integer i && i > 0) {
      return i;
    }
    complain("'%s' is not a whole number above 0 (found: %s)".formatted(key, value));
    return 1;
  }

  private boolean flag(String key) {
    if (root.get(key) instanceof Boolean b) {
      return b;
    }
    complain("'%s' is neither true nor false (found: %s)".formatted(key, root.get(key)));
    return false;
  }

  private <E extends Enum<E>> E choice(String key, Class<E> type, E preset) {
    Object value = root.get(key);
    if (value == null && preset != null) {
      return preset;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
        return constant;
      }
    }
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(constant.name().toLowerCase(Locale.ROOT));
    }
    complain("'%s' is none of %s (found: %s)".formatted(key, names, value));
    return preset;
  }

  private List<?> list(String key, boolean optional) {
    Object value = root.get(key);
    if (value == null && optional) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    complain("'%s' is missing or not a list".formatted(key));
    return List.of();
  }

  private List<String> texts(String key, boolean optional) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(key, optional)) {
      if (item instanceof String s && !s.isBlank()) {
        texts.add(s);
      } else {
        complain("'%s' holds something that is not a text: %s".formatted(key, item));
      }
    }
    return texts;
  }

  private List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Object item : list("pairs", true)) {
      if (item instanceof Map<?, ?> map
          && map.size() == 2
          && map.get("source") instanceof String source
          && map.get("target") instanceof String target) {
        pairs.add(new Pair(source, target));
      } else {
        complain("'pairs' holds something that is not {source, target}: " + item);
      }
    }
    return pairs;
  }

  private Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    if (root.get("options") instanceof Map<?, ?> map) {
      map.forEach((key, value) -> options.put(String.valueOf(key), String.valueOf(value)));
    } else if (root.get("options") != null) {
      complain("'options' holds no keys");
    }
    return options;
  }

  private Map<String, Double> quality() {
    Map<String, Double> quality = new TreeMap<>();
    if (root.get("quality") instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (value instanceof Number number) {
              quality.put(String.valueOf(key), number.doubleValue());
            } else {
              complain("the quality '%s' is not a number: %s".formatted(key, value));
            }
          });
    } else if (root.get("quality") != null) {
      complain("'quality' holds no keys");
    }
    return quality;
  }

  private List<PackFile> files() {
    List<PackFile> files = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Object item : list("files", false)) {
      if (!(item instanceof Map<?, ?> map
          && map.size() == 3
          && map.get("path") instanceof String path
          && map.get("size") instanceof Number size
          && map.get("sha256") instanceof String sha256)) {
        complain("'files' holds something that is not {path, size, sha256}: " + item);
        continue;
      }
      if (!staysInside(path)) {
        complain("the file '%s' does not lie in the pack's own folder".formatted(path));
      } else if (!seen.add(path)) {
        complain("the file '%s' is listed twice".formatted(path));
      } else if (size.longValue() < 0) {
        complain("the file '%s' has a size of %s bytes".formatted(path, size));
      } else if (!SHA256.matcher(sha256).matches()) {
        complain("the file '%s' has a digest that is not 64 small hex digits".formatted(path));
      } else {
        files.add(new PackFile(path, size.longValue(), sha256));
      }
    }
    return files;
  }

  private List<DebianPackage> debian() {
    List<DebianPackage> packages = new ArrayList<>();
    for (Object item : list("debian", true)) {
      if (item instanceof Map<?, ?> map
          && map.size() == 2
          && map.get("package") instanceof String name
          && DEBIAN_NAME.matcher(name).matches()
          && map.get("files") instanceof List<?> files
          && !files.isEmpty()
          && files.stream().allMatch(ManifestReader::isAbsolute)) {
        packages.add(new DebianPackage(name, files.stream().map(String::valueOf).toList()));
      } else {
        complain("'debian' holds something that is not {package, files: [/…]}: " + item);
      }
    }
    return packages;
  }

  private static boolean isAbsolute(Object path) {
    return path instanceof String text
        && text.startsWith("/")
        && Path.of(text).normalize().toString().equals(text);
  }

  /** Plain names and sub-folders only: no way up, no root, no drive, no second manifest. */
  private boolean staysInside(String path) {
    if (path.isBlank() || path.contains("\\") || path.contains(":") || path.indexOf('\0') >= 0) {
      return false;
    }
    try {
      Path relative = Path.of(path);
      return !relative.isAbsolute()
          && relative.equals(relative.normalize())
          && !relative.startsWith("..")
          && !relative.equals(Path.of(PackManifest.FILE_NAME))
          && relative.toString().equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}

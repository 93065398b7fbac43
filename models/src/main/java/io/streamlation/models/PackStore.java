package io.streamlation.models;

import io.streamlation.models.PackManifest.DebianPackage;
import io.streamlation.models.PackManifest.PackFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A folder of packs: each sub-folder with a {@code pack.yaml} is one. Names starting with a dot are
 * not looked at.
 */
public final class PackStore {
  private final Path root;

  public PackStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  /**
   * All packs, by name.
   *
   * @throws PackException when the folder is not there or any manifest cannot be used
   */
  public List<PackManifest> list() {
    if (!Files.isDirectory(root)) {
      throw new PackException(
          "no packs can be listed", List.of("the folder " + root + " is not there"));
    }
    List<PackManifest> packs = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.sorted().toList()) {
        if (folder.getFileName().toString().startsWith(".")
            || !Files.isRegularFile(folder.resolve(PackManifest.FILE_NAME))) {
          continue;
        }
        try {
          packs.add(read(folder));
        } catch (PackException e) {
          complaints.add(e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of packs " + root + " cannot be read", e);
    }
    if (!complaints.isEmpty()) {
      throw new PackException("packs in " + root + " cannot be used", complaints);
    }
    return packs;
  }

  public Optional<PackManifest> find(String name) {
    return list().stream().filter(pack -> pack.name().equals(name)).findFirst();
  }

  /**
   * Reads one pack's manifest; looks at no other file.
   *
   * @throws PackException when it cannot be used
   */
  public static PackManifest read(Path folder) {
    Path file = folder.resolve(PackManifest.FILE_NAME);
    try {
      return ManifestReader.read(folder, Files.readString(file));
    } catch (IOException e) {
      throw new PackException(file + " cannot be read", e);
    }
  }

  /**
   * The packs that are meant, in the order of the wishes; those of one family by name. After them
   * those that belong to no family: they are part of every choice. Where no pack lies at all, none.
   *
   * @param wishes names of families or of packs
   * @throws PackException naming every wish that means none
   */
  public List<PackManifest> chosen(List<String> wishes) {
    List<PackManifest> all = list();
    Set<PackManifest> chosen = new LinkedHashSet<>();
    List<String> complaints = new ArrayList<>();
    for (String wish : wishes) {
      List<PackManifest> meant = all.stream().filter(pack -> pack.isMeantBy(wish)).toList();
      if (meant.isEmpty() && !all.isEmpty()) {
        Set<String> known = new TreeSet<>();
        all.forEach(
            pack -> {
              known.addAll(pack.families());
              known.add(pack.name());
            });
        complaints.add(
            "'%s' is neither a family nor the name of a pack in %s; there are %s"
                .formatted(wish, root, String.join(", ", known)));
      }
      chosen.addAll(meant);
    }
    if (!complaints.isEmpty()) {
      throw new PackException("the packs cannot be chosen", complaints);
    }
    all.stream().filter(pack -> pack.families().isEmpty()).forEach(chosen::add);
    return List.copyOf(chosen);
  }

  /** The Debian packages whose files this machine lacks; empty when the pack can be used. */
  public static List<String> lacking(PackManifest pack) {
    return pack.debian().stream()
        .filter(debian -> !debian.files().stream().allMatch(PackStore::isThere))
        .map(DebianPackage::name)
        .toList();
  }

  private static boolean isThere(String file) {
    int star = file.indexOf("/*/");
    if (star < 0) {
      return Files.exists(Path.of(file));
    }
    try (Stream<Path> folders = Files.list(Path.of(file.substring(0, star)))) {
      return folders.anyMatch(folder -> Files.exists(folder.resolve(file.substring(star + 3))));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Compares every file with its size and digest.
   *
   * @return complaints, each naming file, what was expected and what was found; empty when whole
   */
  public static List<String> verify(PackManifest pack, PackProgress progress) {
    List<String> complaints = new ArrayList<>();
    AtomicLong done = new AtomicLong();
    long total = pack.sizeBytes();
    for (PackFile file : pack.files()) {
      long before = done.get();
      complaint(pack, file, bytes -> progress.at(file.path(), done.addAndGet(bytes), total))
          .ifPresent(complaints::add);
      done.set(before + file.sizeBytes());
      progress.at(file.path(), done.get(), total);
    }
    complaints.addAll(unlisted(pack));
    return complaints;
  }

  /**
   * @throws PackException when {@link #verify} has anything to complain of
   */
  public static void demandWhole(PackManifest pack, PackProgress progress) {
    List<String> complaints = verify(pack, progress);
    if (!complaints.isEmpty()) {
      throw new PackException("pack " + pack.id() + " is not whole", complaints);
    }
  }

  private static Optional<String> complaint(
      PackManifest pack, PackFile file, java.util.function.LongConsumer read) {
    Path path = pack.path(file.path());
    try {
      if (!Files.isRegularFile(path)) {
        return Optional.of(
            "%s: expected %d bytes, found no such file".formatted(path, file.sizeBytes()));
      }
      if (!path.toRealPath().startsWith(pack.folder().toRealPath())) {
        return Optional.of(
            "%s: expected a file of the pack, found a link to %s"
                .formatted(path, path.toRealPath()));
      }
      if (Files.size(path) != file.sizeBytes()) {
        return Optional.of(
            "%s: expected %d bytes, found %d".formatted(path, file.sizeBytes(), Files.size(path)));
      }
      String found = Digests.of(path, read);
      return found.equals(file.sha256())
          ? Optional.empty()
          : Optional.of("%s: expected SHA-256 %s, found %s".formatted(path, file.sha256(), found));
    } catch (IOException e) {
      return Optional.of("%s: expected to be readable, found %s".formatted(path, e.getMessage()));
    }
  }

  /** An engine may pick a file up by its name, so nothing unknown may lie beside the known. */
  private static List<String> unlisted(PackManifest pack) {
    try (Stream<Path> files = Files.walk(pack.folder())) {
      return files
          .filter(path -> !Files.isDirectory(path))
          .map(path -> pack.folder().relativize(path).toString().replace('\\', '/'))
          .filter(path -> !path.equals(PackManifest.FILE_NAME) && pack.file(path).isEmpty())
          .sorted()
          .map(
              path ->
                  "%s: expected nothing, found a file the manifest does not list"
                      .formatted(pack.path(path)))
          .toList();
    } catch (IOException e) {
      return List.of(
          "%s: expected to be readable, found %s".formatted(pack.folder(), e.getMessage()));
    }
  }
}

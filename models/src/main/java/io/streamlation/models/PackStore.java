package io.streamlation.models;

import io.streamlation.models.PackManifest.PackFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

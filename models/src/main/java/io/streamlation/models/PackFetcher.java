package io.streamlation.models;

import io.streamlation.models.PackManifest.PackFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fetches a pack over HTTP into a {@link PackStore}: what came before an interruption is kept and
 * the rest asked for by range; every file is checked; the pack appears in the store at once and
 * whole, or not at all. One fetch per pack at a time, by a lock file.
 */
public final class PackFetcher {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_MANIFEST_BYTES = 1 << 20;
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;

  private final HttpClient http;

  /**
   * @param http follows redirects or not, trusts whom, goes through which proxy: the caller's say
   */
  public PackFetcher(HttpClient http) {
    this.http = http;
  }

  /**
   * @param source folder the pack lies in, {@code …/whisper-news-tiny/}
   * @param manifestSha256 digest of its {@code pack.yaml}, from someone trusted: all other digests
   *     are in there
   * @return the pack as it now lies in the store
   * @throws PackException when anything fetched is not what was promised, or another fetch runs
   */
  public PackManifest fetch(
      URI source, String name, String manifestSha256, PackStore store, PackProgress progress)
      throws IOException, InterruptedException {
    Path workshop = store.root().resolve(".fetch");
    Path folder = workshop.resolve(name);
    Files.createDirectories(folder);
    try (FileChannel channel =
            FileChannel.open(
                workshop.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = lock(channel, name)) {
      PackManifest pack = fetchManifest(source, folder, manifestSha256);
      long before = 0;
      for (PackFile file : pack.files()) {
        fetchFile(source, pack, file, before, progress);
        before += file.sizeBytes();
      }
      PackStore.demandWhole(pack, PackProgress.NONE);
      moveIn(folder, store.root().resolve(name));
      return PackStore.read(store.root().resolve(name));
    }
  }

  private static FileLock lock(FileChannel channel, String name) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new PackException(
          "pack " + name + " was not fetched", List.of("another fetch of it is running"));
    }
    return lock;
  }

  private PackManifest fetchManifest(URI source, Path folder, String sha256)
      throws IOException, InterruptedException {
    URI uri = source.resolve(PackManifest.FILE_NAME);
    HttpResponse<InputStream> answer = get(uri, 0);
    byte[] body;
    try (InputStream in = answer.body()) {
      body = in.readNBytes(MAX_MANIFEST_BYTES);
    }
    if (answer.statusCode() != OK) {
      throw refused(uri, answer.statusCode());
    }
    var digest = Digests.sha256();
    digest.update(body);
    String found = Digests.hex(digest);
    if (!found.equals(sha256)) {
      throw new PackException(
          uri + " is not the manifest that was promised",
          List.of("expected SHA-256 %s, found %s".formatted(sha256, found)));
    }
    Files.write(folder.resolve(PackManifest.FILE_NAME), body);
    return PackStore.read(folder);
  }

  private void fetchFile(
      URI source, PackManifest pack, PackFile file, long before, PackProgress progress)
      throws IOException, InterruptedException {
    Path target = pack.path(file.path());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    long total = pack.sizeBytes();
    if (Files.isRegularFile(target) && Digests.of(target, bytes -> {}).equals(file.sha256())) {
      progress.at(file.path(), before + file.sizeBytes(), total);
      return;
    }
    Files.createDirectories(target.getParent());
    long have = Files.isRegularFile(part) ? Files.size(part) : 0;
    if (have > file.sizeBytes()) {
      Files.delete(part);
      have = 0;
    }
    if (have < file.sizeBytes() || file.sizeBytes() == 0) {
      URI uri = source.resolve(URI.create(file.path().replace(" ", "%20")));
      HttpResponse<InputStream> answer = get(uri, have);
      try (InputStream in = answer.body()) {
        if (answer.statusCode() == OK) {
          have = 0; // it does not know ranges and sends everything again
        } else if (answer.statusCode() != PARTIAL_CONTENT) {
          throw refused(uri, answer.statusCode());
        }
        append(in, part, have, file, before, total, progress);
      }
    }
    String found = Digests.of(part, bytes -> {});
    if (Files.size(part) != file.sizeBytes() || !found.equals(file.sha256())) {
      long size = Files.size(part);
      if (size >= file.sizeBytes()) {
        Files.delete(part); // wrong as a whole: nothing worth going on from
      }
      throw new PackException(
          "pack " + pack.id() + " was not fetched",
          List.of(
              "%s: expected %d bytes with SHA-256 %s, found %d bytes with %s"
                  .formatted(file.path(), file.sizeBytes(), file.sha256(), size, found)));
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void append(
      InputStream in,
      Path part,
      long have,
      PackFile file,
      long before,
      long total,
      PackProgress progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = have;
    try (OutputStream out =
        have == 0
            ? Files.newOutputStream(part)
            : Files.newOutputStream(part, StandardOpenOption.APPEND)) {
      // One byte more than promised is enough to know that it is not what was promised.
      for (int n = in.read(buffer); n >= 0 && done <= file.sizeBytes(); n = in.read(buffer)) {
        out.write(buffer, 0, n);
        done += n;
        progress.at(file.path(), before + Math.min(done, file.sizeBytes()), total);
      }
    }
  }

  private HttpResponse<InputStream> get(URI uri, long fromByte)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN);
    if (fromByte > 0) {
      request.header("Range", "bytes=" + fromByte + "-");
    }
    return http.send(request.build(), BodyHandlers.ofInputStream());
  }

  private static PackException refused(URI uri, int status) {
    return new PackException(
        uri + " was not given out", List.of("the server answered with status " + status));
  }

  /** The old version stands aside until the new one is in place. */
  private static void moveIn(Path from, Path to) throws IOException {
    Path aside = from.resolveSibling(to.getFileName() + ".old");
    delete(aside);
    if (Files.exists(to)) {
      Files.move(to, aside, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    delete(aside);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

package io.streamlation.ingest.rehost;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A folder, one below it for each session. What is written is written beside its name and linked to
 * it when it is whole; it is not forced to the disk: after a power cut the newest may be missing.
 */
public final class FolderStore implements SegmentStore {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  /** Of a name that no reader asks for. */
  private static final String UNFINISHED = ".part-";

  /** An unfinished file older than this was left by a bridge that died. */
  private static final long UNFINISHED_FOR_MS = 60_000;

  private final Path root;
  private final Clock clock;

  public FolderStore(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  @Override
  public boolean put(String sessionId, String name, byte[] content) throws IOException {
    Path folder = folder(sessionId);
    Path target = file(sessionId, name);
    Files.createDirectories(folder);
    Path part = folder.resolve(UNFINISHED + UUID.randomUUID());
    try {
      Files.write(part, content);
      Files.createLink(target, part);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Override
  public List<Item> list(String sessionId) throws IOException {
    List<Item> items = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(sessionId))) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        try {
          BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
          if (NAME.matcher(name).matches() && is.isRegularFile()) {
            items.add(new Item(name, is.size(), is.lastModifiedTime().toMillis()));
          } else if (name.startsWith(UNFINISHED)
              && clock.millis() - is.lastModifiedTime().toMillis() > UNFINISHED_FOR_MS) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          // Gone since it was listed.
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return items;
  }

  @Override
  public List<String> sessions() throws IOException {
    List<String> sessions = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        if (NAME.matcher(name).matches()) {
          sessions.add(name);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return sessions;
  }

  @Override
  public InputStream open(String sessionId, String name) throws IOException {
    return Files.newInputStream(file(sessionId, name));
  }

  @Override
  public void delete(String sessionId, String name) throws IOException {
    Files.deleteIfExists(file(sessionId, name));
  }

  @Override
  public void remove(String sessionId) throws IOException {
    Path folder = folder(sessionId);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return;
    }
    Files.deleteIfExists(folder);
  }

  private Path folder(String sessionId) throws IOException {
    return root.resolve(checked(sessionId));
  }

  private Path file(String sessionId, String name) throws IOException {
    return folder(sessionId).resolve(checked(name));
  }

  private static String checked(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IOException("\"" + name + "\" is no name of a file or folder here");
    }
    return name;
  }
}

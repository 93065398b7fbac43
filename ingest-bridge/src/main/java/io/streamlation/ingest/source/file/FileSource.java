package io.streamlation.ingest.source.file;

import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import io.streamlation.ingest.source.StreamOutline;
import io.streamlation.ingest.source.StreamSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One file, from sample 0 or from where it was left. */
public final class FileSource implements StreamSource {
  private final String address;
  private final Optional<Path> root;
  private final Clock clock;
  private long publishFrom;
  private boolean given;

  /**
   * @param root the only folder whose files may be played; empty refuses all
   */
  public FileSource(String address, Optional<Path> root, Clock clock) {
    this.address = address;
    this.root = root;
    this.clock = clock;
  }

  @Override
  public Piece next() throws SourceTrouble {
    if (given) {
      return new Piece.Ended();
    }
    Path file = admitted();
    given = true;
    return new Piece.Media(
        0,
        0,
        file.getFileName().toString(),
        OptionalLong.empty(),
        0,
        true,
        publishFrom,
        new Piece.OnDisk(file),
        clock.millis());
  }

  private Path admitted() throws SourceTrouble {
    if (root.isEmpty()) {
      throw refused(
          "file sources are off", "An operator names the folder they may come from in file.root.");
    }
    try {
      Path folder = root.get().toRealPath();
      Path file = named(folder).toRealPath();
      if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
        throw refused(
            "\"" + address + "\" is not a file below " + folder,
            "Put the file there, or have an operator change file.root.");
      }
      return file;
    } catch (IOException e) {
      throw refused(
          "\"" + address + "\" cannot be opened", "Check that it exists and may be read.");
    }
  }

  /** A path below the folder, or a {@code file:} address. */
  private Path named(Path folder) throws SourceTrouble {
    try {
      if (!address.startsWith("file:")) {
        return folder.resolve(address);
      }
      URI uri = URI.create(address);
      boolean plain =
          uri.getRawAuthority() == null
              && uri.getPath() != null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (plain) {
        return Path.of(uri.getPath());
      }
    } catch (IllegalArgumentException e) {
      // Neither an address nor a path (a zero byte in it, perhaps): said below.
    }
    throw refused(
        "\"" + address + "\" is no path of a file", "Write its path below the folder of files.");
  }

  private static SourceTrouble refused(String what, String action) {
    return new SourceTrouble(
        "file-refused", Hope.NONE, Party.PARTY_SOURCE, "the file is refused: " + what, action);
  }

  @Override
  public Optional<Piece.Lost> giveUp(SourceTrouble trouble) {
    return Optional.empty();
  }

  @Override
  public void seek(SourcePosition place, Gap.Reason ifMissing) {
    publishFrom = place.getSampleInSegment();
    given = false;
  }

  @Override
  public boolean keepsWhatIsNotTaken() {
    return true;
  }

  @Override
  public Optional<Duration> lead() {
    return Optional.of(Duration.ZERO);
  }

  @Override
  public StreamOutline outline() {
    return new StreamOutline(
        false, OptionalLong.empty(), OptionalLong.empty(), List.of(), List.of());
  }

  @Override
  public void close() {}
}

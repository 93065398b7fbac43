package io.streamlation.ingest.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path folder;

  private FileSource source(String address, Optional<Path> root) {
    return new FileSource(address, root, Clock.systemUTC());
  }

  @Test
  void givesTheFileOnceAndThenEnds() throws Exception {
    Path file = Files.writeString(folder.resolve("a b.wav"), "x");
    FileSource source = source(file.toUri().toString(), Optional.of(folder));
    Piece.Media media = (Piece.Media) source.next();
    assertThat(media.content()).isEqualTo(new Piece.OnDisk(file.toRealPath()));
    assertThat(source.next()).isInstanceOf(Piece.Ended.class);
  }

  @Test
  void takesAPathBelowTheFolder() throws Exception {
    Path file =
        Files.writeString(Files.createDirectory(folder.resolve("news")).resolve("a b.wav"), "x");
    FileSource source = source("news/a b.wav", Optional.of(folder));
    assertThat(((Piece.Media) source.next()).content())
        .isEqualTo(new Piece.OnDisk(file.toRealPath()));
  }

  @Test
  void refusesWhatIsNotBelowTheFolder() throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    Path outside = Files.writeString(folder.resolve("secret.wav"), "x");
    Files.createSymbolicLink(root.resolve("link.wav"), outside);
    for (String address :
        List.of(
            "file:" + outside,
            "file:" + root + "/../secret.wav",
            "file:" + root + "/%2e%2e/secret.wav",
            "file:" + root.resolve("link.wav"),
            "file:" + root,
            "file:" + root + "/nothing.wav",
            "file://host" + outside,
            "http://example.com/x.wav",
            "nothing.wav",
            "../secret.wav",
            "link.wav",
            outside.toString(),
            "file:" + root + "/a%00.wav",
            "")) {
      assertThatThrownBy(() -> source(address, Optional.of(root)).next())
          .as(address)
          .isInstanceOfSatisfying(
              SourceTrouble.class, e -> assertThat(e.hope()).isEqualTo(SourceTrouble.Hope.NONE));
    }
  }

  @Test
  void withoutAFolderThereAreNoFiles() throws Exception {
    Path file = Files.writeString(folder.resolve("a.wav"), "x");
    assertThatThrownBy(() -> source(file.toUri().toString(), Optional.empty()).next())
        .isInstanceOf(SourceTrouble.class)
        .hasMessageContaining("off");
  }
}

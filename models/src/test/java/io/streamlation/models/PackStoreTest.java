package io.streamlation.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.models.PackManifest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackStoreTest {
  private static final String HELLO_SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir private Path root;
  private Path folder;

  @BeforeEach
  void aPackWithOneFile() throws IOException {
    folder = Files.createDirectory(root.resolve("echo"));
    Files.writeString(folder.resolve("hello.txt"), "hello");
    manifest(yaml("hello.txt"));
  }

  @Test
  void readsWhatAPackSaysOfItself() {
    PackManifest pack = new PackStore(root).find("echo").orElseThrow();

    assertThat(pack.id()).isEqualTo("echo@3");
    assertThat(pack.kind()).isEqualTo(Kind.TRANSLATOR);
    assertThat(pack.translates("en", "es")).isTrue();
    assertThat(pack.translates("es", "en")).isFalse();
    assertThat(pack.variant().fileName("encoder_model")).isEqualTo("encoder_model_int8.onnx");
    assertThat(pack.options()).containsEntry("mood", "mild");
    assertThat(pack.quality()).containsEntry("exact", 0.5);
    assertThat(pack.sizeBytes()).isEqualTo(5);
  }

  @Test
  void findsAWholePackWhole() {
    List<Long> seen = new ArrayList<>();

    assertThat(PackStore.verify(thePack(), (file, done, total) -> seen.add(done))).isEmpty();
    assertThat(seen).isSorted().endsWith(5L);
  }

  @Test
  void namesAChangedFileWithBothDigests() throws IOException {
    Files.writeString(folder.resolve("hello.txt"), "hallo");

    assertThat(PackStore.verify(thePack(), PackProgress.NONE))
        .singleElement()
        .asString()
        .contains("hello.txt", "expected SHA-256 " + HELLO_SHA256, "found d3751d33f9cd");
  }

  @Test
  void namesAShortFileWithBothSizes() throws IOException {
    Files.writeString(folder.resolve("hello.txt"), "hell");

    assertThat(PackStore.verify(thePack(), PackProgress.NONE))
        .singleElement()
        .asString()
        .contains("expected 5 bytes, found 4");
  }

  @Test
  void namesAMissingFileAndAnUnlistedOne() throws IOException {
    Files.move(folder.resolve("hello.txt"), folder.resolve("other.txt"));

    assertThat(PackStore.verify(thePack(), PackProgress.NONE))
        .satisfiesExactly(
            missing -> assertThat(missing).contains("hello.txt", "found no such file"),
            extra -> assertThat(extra).contains("other.txt", "does not list"));
  }

  @Test
  void refusesALinkThatLeadsOut() throws IOException {
    Path outside = Files.writeString(root.resolve("hello.txt"), "hello");
    Files.delete(folder.resolve("hello.txt"));
    Files.createSymbolicLink(folder.resolve("hello.txt"), outside);

    assertThat(PackStore.verify(thePack(), PackProgress.NONE))
        .singleElement()
        .asString()
        .contains("found a link to");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../hello.txt",
        "/etc/passwd",
        "a/../../b",
        "a/./b",
        "a//b",
        "..",
        "a\\\\b",
        "C:x",
        "pack.yaml"
      })
  void refusesAFileOutsideTheFolder(String path) throws IOException {
    manifest(yaml(path));

    assertThatThrownBy(() -> new PackStore(root).list())
        .isInstanceOf(PackException.class)
        .hasMessageContaining("does not lie in the pack's own folder");
  }

  @Test
  void listsAllComplaintsTogether() throws IOException {
    manifest(
        """
        name: echoo
        version: 0
        kind: oracle
        colour: red
        files: [{path: a, size: 1, sha256: zz}]
        """);

    assertThatThrownBy(() -> new PackStore(root).list())
        .hasMessageContaining("the name is 'echoo' and the folder's is 'echo'")
        .hasMessageContaining("'version' is not a whole number above 0")
        .hasMessageContaining("'kind' is none of [recogniser, translator, voice, vad]")
        .hasMessageContaining("the key 'colour' is not known")
        .hasMessageContaining("not 64 small hex digits")
        .hasMessageContaining("'licence' is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "[]",
        "a: &a [*a]",
        "a: !!java.net.URL [\"http://example.org\"]",
        "a: &a [x]\nb: [*a, *a]\n",
        "\u0000",
        "name: echo\nname: echo",
        "? {a: b}\n: c",
        "files: {path: x}",
        "files: [[[[x]]]]",
        "files: [{path: ../x, size: 1e400, sha256: x}]",
        "files: [{path: \"a\\u0000b\", size: 1, sha256: x}]",
        "pairs: [{source: 1, target: 2}]",
        "quality: {exact: .nan, other: text}",
        "options: [1, 2]",
        "version: 99999999999999999999",
      })
  void aManifestThatIsNoneIsRefusedInWords(String yaml) throws IOException {
    manifest(yaml);

    assertThatThrownBy(() -> new PackStore(root).list())
        .isInstanceOf(PackException.class)
        .hasMessageContaining("pack.yaml");
  }

  @Test
  void anEndlessOrDeepManifestIsRefused() throws IOException {
    for (String yaml :
        List.of("a: " + "x".repeat(2_000_000), "[".repeat(100_000), "- ".repeat(100_000) + "x")) {
      manifest(yaml);
      assertThatThrownBy(() -> new PackStore(root).list()).isInstanceOf(PackException.class);
    }
  }

  @Test
  void whateverTheManifestItIsReadOrRefused() throws IOException {
    Random random = new Random(20_261_122);
    String alphabet = "{}[]:,-#&*!|>'\"%@\n \t0aé\u0085";
    String good = yaml("hello.txt");
    for (int round = 0; round < 1_500; round++) {
      StringBuilder yaml = new StringBuilder(good);
      for (int i = random.nextInt(5); i >= 0; i--) {
        int at = random.nextInt(yaml.length());
        switch (random.nextInt(3)) {
          case 0 -> yaml.delete(at, Math.min(yaml.length(), at + 1 + random.nextInt(9)));
          case 1 -> yaml.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> yaml.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      try {
        assertThat(ManifestReader.read(folder, yaml.toString()).name()).isEqualTo("echo");
      } catch (PackException e) {
        assertThat(e.getMessage()).contains("pack.yaml");
      }
    }
  }

  @Test
  void saysWhichFolderIsNotThere() {
    assertThatThrownBy(() -> new PackStore(root.resolve("nowhere")).list())
        .hasMessageContaining("nowhere is not there");
  }

  @Test
  void thePacksOfTheProjectAreWhole() {
    List<PackManifest> packs = new PackStore(Path.of("packs")).list();

    assertThat(packs)
        .extracting(PackManifest::name)
        .contains(
            "apertium-eng-spa",
            "espeak-ng",
            "marian-news-tiny-eng-spa",
            "piper-unit-voice",
            "whisper-news-tiny");
    assertThat(packs)
        .allSatisfy(pack -> assertThat(PackStore.verify(pack, PackProgress.NONE)).isEmpty());
  }

  @Test
  void choosesAFamilyAndWhatBelongsToNone() {
    PackStore store = new PackStore(Path.of("packs"));

    assertThat(store.chosen(List.of("news-tiny")))
        .extracting(PackManifest::name)
        .contains("whisper-news-tiny", "marian-news-tiny-eng-spa", "espeak-ng")
        .doesNotContain("pocketsphinx-en-us");
    assertThat(store.chosen(List.of("marian-news-tiny-eng-spa", "lite")))
        .extracting(PackManifest::name)
        .startsWith("marian-news-tiny-eng-spa", "apertium-en-gl")
        .contains("pocketsphinx-en-us");
    assertThatThrownBy(() -> store.chosen(List.of("lite", "huge")))
        .hasMessageContaining("'huge' is neither a family nor the name of a pack");
  }

  @Test
  void namesTheDebianPackageWhoseFileIsMissing() throws IOException {
    Path library = Files.createDirectories(root.resolve("lib/some-arch"));
    Files.writeString(library.resolve("libecho.so"), "");
    String debian =
        """
        debian:
          - {package: libecho1, files: ["%s/lib/*/libecho.so"]}
          - {package: echo-data, files: ["%s/nowhere"]}
        """
            .formatted(root, root);
    manifest(yaml("hello.txt") + debian);

    assertThat(PackStore.lacking(PackStore.read(folder))).containsExactly("echo-data");
  }

  @Test
  void refusesDebianFilesThatAreNotAbsolute() throws IOException {
    manifest(yaml("hello.txt") + "debian: [{package: echo, files: [usr/bin/echo]}]");

    assertThatThrownBy(() -> PackStore.read(folder))
        .hasMessageContaining("'debian' holds something that is not {package, files: [/…]}");
  }

  private PackManifest thePack() {
    return new PackStore(root).find("echo").orElseThrow();
  }

  private void manifest(String yaml) throws IOException {
    Files.writeString(folder.resolve(PackManifest.FILE_NAME), yaml);
  }

  static String yaml(String path) {
    return """
    name: echo
    version: 3
    title: says what it hears
    kind: translator
    engine: echo
    variant: int8
    pairs: [{source: en, target: es}]
    tiers: [tiny]
    openVocabulary: true
    licence: none
    origin: this test
    options: {mood: mild}
    files:
      - {path: "%s", size: 5, sha256: %s}
    quality: {exact: 0.5}
    """
        .formatted(path, HELLO_SHA256);
  }
}

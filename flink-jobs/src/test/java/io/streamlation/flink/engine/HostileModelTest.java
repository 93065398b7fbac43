package io.streamlation.flink.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.streamlation.models.PackException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model file is data from a stranger: it leads nowhere, and is refused where it is not one. */
class HostileModelTest {
  @TempDir Path root;

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static ByteString message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return ByteString.copyFrom(bytes.toByteArray());
  }

  /** ONNX: one number, kept outside the file at that place, given out as it is. */
  private static byte[] modelWhoseNumberLiesAt(String location) throws IOException {
    ByteString place =
        message(
            o -> {
              o.writeString(1, "location");
              o.writeString(2, location);
            });
    ByteString number =
        message(
            o -> {
              o.writeInt64(1, 1); // dims
              o.writeInt32(2, 1); // float
              o.writeString(8, "w");
              o.writeBytes(13, place);
              o.writeEnum(14, 1); // external
            });
    ByteString shape = message(o -> o.writeBytes(1, message(d -> d.writeInt64(1, 1))));
    ByteString type =
        message(
            o ->
                o.writeBytes(
                    1,
                    message(
                        t -> {
                          t.writeInt32(1, 1);
                          t.writeBytes(2, shape);
                        })));
    ByteString graph =
        message(
            o -> {
              o.writeBytes(
                  1,
                  message(
                      n -> {
                        n.writeString(1, "w");
                        n.writeString(2, "y");
                        n.writeString(4, "Identity");
                      }));
              o.writeString(2, "g");
              o.writeBytes(5, number);
              o.writeBytes(
                  12,
                  message(
                      y -> {
                        y.writeString(1, "y");
                        y.writeBytes(2, type);
                      }));
            });
    return message(
            o -> {
              o.writeInt64(1, 8);
              o.writeBytes(7, graph);
              o.writeBytes(8, message(v -> v.writeInt64(2, 13)));
            })
        .toByteArray();
  }

  private static void open(Path model) throws OrtException {
    OnnxRuntime.start(1, EngineSettings.Device.CPU).open(model).close();
  }

  @Test
  void dataInThePacksOwnFolderIsRead() throws Exception {
    Files.write(root.resolve("w.bin"), new byte[4]);
    open(Files.write(root.resolve("m.onnx"), modelWhoseNumberLiesAt("w.bin")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret.bin", "a/../../secret.bin", "ABSOLUTE", "link.bin"})
  void dataOutsideThePacksFolderIsNotRead(String location) throws Exception {
    Path secret = Files.write(root.resolve("secret.bin"), new byte[4]);
    Path pack = Files.createDirectories(root.resolve("pack/a")).getParent();
    Files.createSymbolicLink(pack.resolve("link.bin"), secret);
    String place = location.equals("ABSOLUTE") ? secret.toString() : location;
    Path model = Files.write(pack.resolve("m.onnx"), modelWhoseNumberLiesAt(place));
    assertThatThrownBy(() -> open(model)).isInstanceOf(OrtException.class);
  }

  @Test
  void aFileThatIsNoModelIsRefused() throws Exception {
    byte[] noise = new byte[10_000];
    new Random(7).nextBytes(noise);
    Path model = Files.write(root.resolve("m.onnx"), noise);
    assertThatThrownBy(() -> open(model)).isInstanceOf(OrtException.class);
  }

  /** Whole by its digests, and of other shapes than its configuration says. */
  @Test
  void aModelOfOtherShapesIsRefusedAsAPack() throws Exception {
    Path folder = Files.createDirectory(root.resolve("whisper-news-tiny"));
    try (Stream<Path> files = Files.list(NewsTiny.PACKS.resolve("whisper-news-tiny"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.write(root.resolve("w.bin"), new byte[4]);
    byte[] other = modelWhoseNumberLiesAt("w.bin");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".onnx")).toList()) {
        Files.write(file, other);
      }
    }
    Files.write(folder.resolve("w.bin"), new byte[4]);
    EngineSettings settings =
        new EngineSettings(root, EngineSettings.USUAL_PACKS, 1, EngineSettings.Device.CPU, false);
    assertThatThrownBy(() -> Engines.acquire(settings))
        .isInstanceOf(PackException.class)
        .satisfies(e -> assertThat(e).hasMessageContaining("whisper-news-tiny"));
  }
}

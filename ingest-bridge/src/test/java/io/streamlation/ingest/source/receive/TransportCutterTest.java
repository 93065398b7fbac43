package io.streamlation.ingest.source.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.ingest.support.Studio;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportCutterTest {
  private static final int PACKET = 188;

  /** 4 s with a picture, and the same four hours later. */
  private static byte[] stream;

  private static byte[] later;

  @BeforeAll
  static void record(@TempDir Path folder) throws Exception {
    stream = all(Studio.transportStream(Files.createDirectory(folder.resolve("a")), 4, 48_000));
    later =
        all(Studio.transportStreamFrom(Files.createDirectory(folder.resolve("b")), 4, 14_400.0));
  }

  private static byte[] all(Studio.Recording recording) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    recording.segments().forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static List<Cut> cut(byte[] bytes, int chunk) {
    TransportCutter cutter = new TransportCutter(Duration.ofMillis(250));
    List<Cut> cuts = new ArrayList<>(take(cutter, bytes, chunk));
    cutter.rest().ifPresent(cuts::add);
    return cuts;
  }

  private static List<Cut> take(TransportCutter cutter, byte[] bytes, int chunk) {
    List<Cut> cuts = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += chunk) {
      byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk));
      cuts.addAll(cutter.take(part, part.length, at));
    }
    return cuts;
  }

  private static int pid(byte[] bytes, int at) {
    return (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
  }

  /** All packets of the sound, in order. */
  private static byte[] sound(List<byte[]> streams) {
    ByteArrayOutputStream sound = new ByteArrayOutputStream();
    for (byte[] bytes : streams) {
      for (int at = 0; at < bytes.length; at += PACKET) {
        if (pid(bytes, at) == 0x100) {
          sound.write(bytes, at, PACKET);
        }
      }
    }
    return sound.toByteArray();
  }

  private static byte[] soundOf(List<Cut> cuts) {
    return sound(cuts.stream().map(Cut::bytes).toList());
  }

  @Test
  void cutsAboutFourTimesASecondAndLosesNothing() {
    for (int chunk : List.of(1, 187, 1316, 65_536)) {
      List<Cut> cuts = cut(stream, chunk);
      assertThat(cuts).as("chunks of %s", chunk).hasSizeBetween(10, 17);
      assertThat(soundOf(cuts)).isEqualTo(sound(List.of(stream)));
      assertThat(cuts.stream().mapToLong(Cut::samples).sum()).isCloseTo(64_000L, offset(1_600L));
      assertThat(cuts.get(0).apart()).isTrue();
      assertThat(cuts.subList(1, cuts.size())).noneMatch(Cut::apart);
    }
  }

  @Test
  void everyCutBeginsWithItsTables() {
    for (Cut cut : cut(stream, 1316)) {
      assertThat(pid(cut.bytes(), 0)).isZero();
      assertThat(pid(cut.bytes(), PACKET)).isEqualTo(0x1000);
    }
  }

  @Test
  void aJumpOfTheClockIsACutApart() {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(stream);
    joined.writeBytes(later);
    List<Cut> cuts = cut(joined.toByteArray(), 1316);
    assertThat(cuts.stream().filter(Cut::apart)).hasSize(2);
    assertThat(soundOf(cuts)).isEqualTo(sound(List.of(stream, later)));
  }

  @Test
  void whatIsGivenOutBeforeItsBorderIsGoneOnFrom() {
    TransportCutter cutter = new TransportCutter(Duration.ofMillis(250));
    List<Cut> cuts = new ArrayList<>();
    int half = stream.length / 2 / PACKET * PACKET + 100;
    cuts.addAll(take(cutter, Arrays.copyOf(stream, half), 1316));
    cuts.add(cutter.rest().orElseThrow());
    assertThat(cutter.rest()).isEmpty();
    cuts.addAll(take(cutter, Arrays.copyOfRange(stream, half, stream.length), 1316));
    cutter.rest().ifPresent(cuts::add);
    assertThat(soundOf(cuts)).isEqualTo(sound(List.of(stream)));
    assertThat(cuts.stream().filter(Cut::apart)).hasSize(1);
  }

  @Test
  void damageAndNoiseNeitherStopNorFillIt() {
    byte[] damaged = stream.clone();
    System.arraycopy(noise(5_000), 0, damaged, damaged.length / 3, 5_000);
    List<Cut> cuts = cut(damaged, 1316);
    assertThat(soundOf(cuts).length).isGreaterThan(sound(List.of(stream)).length / 2);
    assertThat(cut(noise(3_000_000), 1316)).isEmpty();
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(5).nextBytes(noise);
    return noise;
  }
}

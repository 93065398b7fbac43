package io.streamlation.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.support.Studio;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentScanTest {
  private static final AudioWish ANY = AudioWish.ofSpeech("auto");
  private static final byte[] NOTHING = {};
  private static Studio.Recording ts;
  private static Studio.Recording mp4;
  private static byte[] adts;
  private static byte[] mp3;

  @BeforeAll
  static void record(@TempDir Path folder) throws Exception {
    ts = Studio.transportStream(Files.createDirectory(folder.resolve("ts")), 4, 48_000);
    mp4 = Studio.fragmentedMp4(Files.createDirectory(folder.resolve("mp4")), 4);
    adts = Files.readAllBytes(Studio.file(folder, "a.aac", 2));
    mp3 = Files.readAllBytes(Studio.file(folder, "a.mp3", 2));
  }

  @Test
  void readsTheFirstStampOfATransportStreamAndLeavesThePictureOut() throws Exception {
    SegmentScan first = SegmentScan.of(NOTHING, ts.segments().get(0), ANY);
    SegmentScan second = SegmentScan.of(NOTHING, ts.segments().get(1), ANY);
    assertThat(first.format()).isEqualTo("mpegts");
    // Two seconds in AAC blocks of 1,024 samples at 48 kHz: 1,920 ticks each.
    long step = second.pts90kHz().getAsLong() - first.pts90kHz().getAsLong();
    assertThat(step % 1920).isZero();
    assertThat(step).isBetween(180_000L - 1920, 180_000L + 1920);
    assertThat(first.audio().length).isLessThan(ts.segments().get(0).length);
    assertThat(first.layout()).isEqualTo(second.layout());
  }

  @Test
  void readsTheFirstStampOfAnMp4() throws Exception {
    SegmentScan first = SegmentScan.of(mp4.initialisation(), mp4.segments().get(0), ANY);
    SegmentScan second = SegmentScan.of(mp4.initialisation(), mp4.segments().get(1), ANY);
    assertThat(first.format()).isEqualTo("mov");
    long step = second.pts90kHz().getAsLong() - first.pts90kHz().getAsLong();
    assertThat(step).isBetween(180_000L - 1920, 180_000L + 1920);
  }

  @Test
  void countsThePackedFrames() throws Exception {
    SegmentScan scan = SegmentScan.of(NOTHING, adts, ANY);
    assertThat(scan.format()).isEqualTo("aac");
    assertThat(scan.samples().getAsLong()).isBetween(32_000L, 33_100L);
    assertThat(SegmentScan.of(NOTHING, mp3, ANY).format()).isEqualTo("mp3");
  }

  @Test
  void readsTheStampOfPackedAudio() throws Exception {
    byte[] owner =
        "com.apple.streaming.transportStreamTimestamp\0".getBytes(StandardCharsets.ISO_8859_1);
    byte[] tag = new byte[10 + 10 + owner.length + 8];
    byte[] head = {'I', 'D', '3', 4, 0, 0, 0, 0, 0, (byte) (10 + owner.length + 8)};
    byte[] frame = {'P', 'R', 'I', 'V', 0, 0, 0, (byte) (owner.length + 8), 0, 0};
    System.arraycopy(head, 0, tag, 0, 10);
    System.arraycopy(frame, 0, tag, 10, 10);
    System.arraycopy(owner, 0, tag, 20, owner.length);
    tag[tag.length - 2] = 1;
    byte[] tagged = Arrays.copyOf(tag, tag.length + adts.length);
    System.arraycopy(adts, 0, tagged, tag.length, adts.length);
    assertThat(SegmentScan.of(NOTHING, tagged, ANY).pts90kHz()).hasValue(256);
  }

  @Test
  void whateverTheBytesItEndsWithAWord() {
    Random random = new Random(20_261_122);
    for (byte[] good : List.of(ts.segments().get(0), mp4.segments().get(0), adts, mp3)) {
      for (int round = 0; round < 300; round++) {
        byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(Math.min(good.length, 20_000)));
        for (int i = random.nextInt(40); i > 0; i--) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        byte[] init = mp4.initialisation().clone();
        init[random.nextInt(init.length)] = (byte) random.nextInt();
        for (byte[] initialisation : List.of(NOTHING, init)) {
          try {
            SegmentScan.of(initialisation, bad, ANY);
          } catch (Undecodable e) {
            assertThat(e).hasMessageNotContaining("null");
          }
        }
      }
    }
  }

  private static byte[] packets(int count, java.util.function.IntFunction<byte[]> packet) {
    ByteBuffer all = ByteBuffer.allocate(count * 188);
    for (int i = 0; i < count; i++) {
      byte[] one = packet.apply(i);
      all.put(Arrays.copyOf(one, 188));
    }
    return all.array();
  }

  /** A packet that begins a table or a PES on that PID. */
  private static byte[] packet(int pid, int... payload) {
    byte[] packet = new byte[188];
    Arrays.fill(packet, (byte) 0xff);
    packet[0] = 0x47;
    packet[1] = (byte) (0x40 | pid >> 8 & 0x1f);
    packet[2] = (byte) pid;
    packet[3] = 0x10;
    for (int i = 0; i < payload.length; i++) {
      packet[4 + i] = (byte) payload[i];
    }
    return packet;
  }

  @Test
  void manyPidsAreLookedThroughInNoTime() {
    byte[] pat = packet(0, 0, 0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe1, 0, 0, 0, 0, 0);
    byte[] hundredThousand = packets(100_000, i -> i == 0 ? pat : packet(i % 8_191 + 1, 0));
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> SegmentScan.of(NOTHING, hundredThousand, ANY))
                .isInstanceOf(Undecodable.class));
  }

  @Test
  void aProgrammeWithoutSoundSaysSo() {
    byte[] pat = packet(0, 0, 0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe1, 0, 0, 0, 0, 0);
    byte[] pmt =
        packet(
            0x100, 0, 2, 0xb0, 18, 0, 1, 0xc1, 0, 0, 0xe1, 1, 0xf0, 0, 0x1b, 0xe1, 1, 0xf0, 0, 0, 0,
            0, 0);
    byte[] silent = packets(6, i -> i == 0 ? pat : i == 1 ? pmt : packet(0x101, 0, 0, 1, 0xe0));
    assertThatThrownBy(() -> SegmentScan.of(NOTHING, silent, ANY))
        .isInstanceOf(Undecodable.class)
        .hasMessageContaining("no audio");
  }

  @Test
  void endlessTagsEndInARefusal() {
    byte[] tag = {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 0};
    byte[] empty = new byte[8_000_000];
    for (int i = 0; i < empty.length; i += tag.length) {
      System.arraycopy(tag, 0, empty, i, tag.length);
    }
    byte[] larger = Arrays.copyOf(empty, 100);
    Arrays.fill(larger, 6, 10, (byte) 0x7f); // 256 MB, it says
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (byte[] bytes : List.of(empty, larger)) {
            assertThatThrownBy(() -> SegmentScan.of(NOTHING, bytes, ANY))
                .isInstanceOf(Undecodable.class);
          }
        });
  }

  @Test
  void countsABombWithoutBlowingUp() throws Exception {
    byte[] block = {(byte) 0xff, (byte) 0xf1, 0x50, (byte) 0x80, 0, (byte) 0xe0, 3};
    byte[] bomb = new byte[7_000_000];
    for (int i = 0; i < bomb.length; i += block.length) {
      System.arraycopy(block, 0, bomb, i, block.length);
    }
    SegmentScan scan = SegmentScan.of(NOTHING, bomb, ANY);
    assertThat(scan.samples().getAsLong())
        .as("a day of sound in 7 MB")
        .isGreaterThan(86_400L * 16_000);
  }

  @Test
  void whateverAChildWritesItIsSoundOrTheEnd() {
    Random random = new Random(20_261_122);
    ByteBuffer flv = ByteBuffer.allocate(13 + 5 * (11 + 101 + 4));
    flv.put(new byte[] {'F', 'L', 'V', 1, 4, 0, 0, 0, 9, 0, 0, 0, 0});
    for (int i = 0; i < 5; i++) {
      flv.put(new byte[] {8, 0, 0, 101, 0, 0, (byte) (10 * i), 0, 0, 0, 0})
          .put(new byte[101])
          .putInt(112);
    }
    for (int round = 0; round < 3_000; round++) {
      byte[] bad = Arrays.copyOf(flv.array(), 1 + random.nextInt(flv.capacity()));
      for (int i = random.nextInt(6); i > 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      FlvSound sound = new FlvSound(new ByteArrayInputStream(bad));
      try {
        FlvSound.Chunk chunk = sound.next();
        for (int read = 0; chunk != null; read++, chunk = sound.next()) {
          assertThat(read).as("it ends").isLessThan(1_000);
          assertThat(chunk.pcm().length % 2).isZero();
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void nothingAndNoiseAreUndecodable() {
    assertThatThrownBy(() -> SegmentScan.of(NOTHING, NOTHING, ANY)).isInstanceOf(Undecodable.class);
    assertThatThrownBy(
            () -> SegmentScan.of(NOTHING, "<html>".getBytes(StandardCharsets.UTF_8), ANY))
        .isInstanceOf(Undecodable.class);
  }

  @Test
  void whatAChildWritesInsteadOfSoundIsNotBelieved() throws Exception {
    byte[] noise = new byte[5_000];
    new Random(3).nextBytes(noise);
    assertThatThrownBy(() -> new FlvSound(new ByteArrayInputStream(noise)).next())
        .isInstanceOf(IOException.class);
    noise[0] = 'F';
    noise[1] = 'L';
    noise[2] = 'V';
    noise[13] = 8;
    noise[14] = (byte) 0xff;
    assertThatThrownBy(() -> new FlvSound(new ByteArrayInputStream(noise)).next())
        .isInstanceOf(IOException.class);
    assertThat(new FlvSound(new ByteArrayInputStream(new byte[0])).next()).isNull();
  }
}

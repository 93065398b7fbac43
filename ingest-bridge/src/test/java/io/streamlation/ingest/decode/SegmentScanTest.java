package io.streamlation.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.ingest.support.Studio;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentScanTest {
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
    SegmentScan first = SegmentScan.of(NOTHING, ts.segments().get(0));
    SegmentScan second = SegmentScan.of(NOTHING, ts.segments().get(1));
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
    SegmentScan first = SegmentScan.of(mp4.initialisation(), mp4.segments().get(0));
    SegmentScan second = SegmentScan.of(mp4.initialisation(), mp4.segments().get(1));
    assertThat(first.format()).isEqualTo("mov");
    long step = second.pts90kHz().getAsLong() - first.pts90kHz().getAsLong();
    assertThat(step).isBetween(180_000L - 1920, 180_000L + 1920);
  }

  @Test
  void countsThePackedFrames() throws Exception {
    SegmentScan scan = SegmentScan.of(NOTHING, adts);
    assertThat(scan.format()).isEqualTo("aac");
    assertThat(scan.samples().getAsLong()).isBetween(32_000L, 33_100L);
    assertThat(SegmentScan.of(NOTHING, mp3).format()).isEqualTo("mp3");
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
    assertThat(SegmentScan.of(NOTHING, tagged).pts90kHz()).hasValue(256);
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
            SegmentScan.of(initialisation, bad);
          } catch (Undecodable e) {
            assertThat(e).hasMessageNotContaining("null");
          }
        }
      }
    }
  }

  @Test
  void nothingAndNoiseAreUndecodable() {
    assertThatThrownBy(() -> SegmentScan.of(NOTHING, NOTHING)).isInstanceOf(Undecodable.class);
    assertThatThrownBy(() -> SegmentScan.of(NOTHING, "<html>".getBytes(StandardCharsets.UTF_8)))
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

package io.streamlation.bulletin.air;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.streamlation.bulletin.BulletinException;
import io.streamlation.bulletin.Progress;
import io.streamlation.bulletin.script.Sentence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bulletin of 14 s, really spoken, encoded, served and decoded again. Needs {@code espeak-ng}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveChannelTest {
  private static final Duration LENGTH = Duration.ofSeconds(14);
  private static final int DECODED_HZ = 16_000;

  @TempDir private static Path folder;
  private static LiveChannel channel;
  private static Instant beforeStart;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void goOnAir() {
    beforeStart = Instant.now();
    channel =
        LiveChannel.start(
            ChannelSettings.ofSeed(7)
                .withPort(0)
                .withLength(LENGTH)
                .withFolder(folder)
                .keepingAll(),
            Progress.SILENT);
  }

  @AfterAll
  static void goOffAir() {
    channel.close();
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @Order(1)
  void servesPlaylistsAsAChannelDoes() throws Exception {
    HttpResponse<String> master = get(channel.playlistUrl());
    assertThat(master.headers().firstValue("Content-Type"))
        .contains("application/vnd.apple.mpegurl");
    assertThat(master.body())
        .contains("#EXT-X-STREAM-INF", "mp4a.40.2", "RESOLUTION=320x180", "channel.m3u8");

    HttpResponse<String> media = get(channel.mediaPlaylistUrl());
    assertThat(media.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(media.body())
        .contains("#EXT-X-PROGRAM-DATE-TIME:", "#EXT-X-TARGETDURATION:2", "#EXTINF:2.0")
        .doesNotContain("ENDLIST"); // still live

    String segment =
        media.body().lines().filter(line -> line.endsWith(".ts")).findFirst().orElseThrow();
    HttpResponse<String> bytes = get("http://" + channel.address() + "/" + segment);
    assertThat(bytes.statusCode()).isEqualTo(200);
    assertThat(bytes.headers().firstValue("Content-Type")).contains("video/mp2t");
    assertThat(bytes.body()).startsWith("G"); // 0x47 begins a transport stream packet
  }

  @Test
  @Order(2)
  void servesNothingElse() throws Exception {
    for (String path : List.of("/", "/encoder.log", "/..%2fencoder.log", "/none.ts", "/a/b.ts")) {
      assertThat(get("http://" + channel.address() + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  @Order(3)
  void failsAndStallsWhenATestWantsIt() throws Exception {
    channel.failNext(2, 503);
    assertThat(get(channel.playlistUrl()).statusCode()).isEqualTo(503);
    assertThat(get(channel.playlistUrl()).statusCode()).isEqualTo(503);
    assertThat(get(channel.playlistUrl()).statusCode()).isEqualTo(200);

    long askedNanos = System.nanoTime();
    channel.stall(Duration.ofMillis(300));
    assertThat(get(channel.playlistUrl()).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - askedNanos))
        .isGreaterThan(Duration.ofMillis(290));
  }

  @Test
  @Order(4)
  void namesThePortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(BulletinException.class)
          .isThrownBy(
              () ->
                  LiveChannel.start(
                      ChannelSettings.ofSeed(1).withPort(taken.getLocalPort()), Progress.SILENT))
          .withMessageContaining(Integer.toString(taken.getLocalPort()))
          .withMessageContaining("`port`");
    }
  }

  @Test
  @Order(5)
  void isHeardAndSeenWhenItsDateTimeSays() throws Exception {
    awaitEnd();
    assertThat(channel.trouble()).isEmpty();
    assertThat(Instant.ofEpochMilli(channel.onAirSinceEpochMs()))
        .isBetween(beforeStart, beforeStart.plusSeconds(15));
    assertThat(onDiskAfterProgramTimeMs("000000.ts")).isBetween(1_900L, 10_000L);

    float[] sound = decode("-vn", "-ar", "" + DECODED_HZ, "-ac", "1", "-f", "s16le");
    assertThat(sound.length / (double) DECODED_HZ).isCloseTo(LENGTH.toSeconds(), within(0.5));
    // Sample 0 of the first segment carries the first program date-time, media time zero.
    assertThat(loudestBeepMs(sound)).isCloseTo(10_000, within(60L));
    for (Sentence sentence : channel.script().sentences()) {
      assertThat(onsetMs(sound, sentence.startMs())).isCloseTo(sentence.startMs(), within(60L));
    }

    float[] picture = decode("-an", "-vf", "scale=1:1,format=gray16le", "-f", "rawvideo");
    assertThat(firstWhiteFrame(picture)).isEqualTo(125); // 10 s at 12.5 frames a second
  }

  private static void awaitEnd() throws InterruptedException {
    long limitNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (channel.isOnAir() && System.nanoTime() < limitNanos) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(channel.isOnAir()).isFalse();
  }

  /** A segment of two seconds is there when its last sample has been, and not before. */
  private static long onDiskAfterProgramTimeMs(String suffix) throws IOException {
    try (var files = Files.list(folder)) {
      Path segment =
          files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
      return Files.getLastModifiedTime(segment).toMillis() - channel.onAirSinceEpochMs();
    }
  }

  /** 16-bit values, scaled to −1…1, of what comes over HTTP. */
  private static float[] decode(String... output) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("-v", "error", "-live_start_index", "0", "-i", channel.playlistUrl()));
    arguments.addAll(List.of(output));
    arguments.add("pipe:1");
    Process decoder =
        BundledFfmpeg.command(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ByteBuffer bytes =
        ByteBuffer.wrap(decoder.getInputStream().readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(decoder.waitFor()).isZero();
    float[] values = new float[bytes.remaining() / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.getShort() / 32_768f;
    }
    return values;
  }

  /** Where 120 ms of 1 kHz are found best, within a second of where they should be. */
  private static long loudestBeepMs(float[] sound) {
    int length = 120 * DECODED_HZ / 1_000;
    double best = 0;
    int at = -1;
    for (int from = 9 * DECODED_HZ; from + length < 11 * DECODED_HZ; from += 8) {
      double re = 0;
      double im = 0;
      for (int i = 0; i < length; i++) {
        double turn = 2 * Math.PI * 1_000 * i / DECODED_HZ;
        re += sound[from + i] * Math.cos(turn);
        im += sound[from + i] * Math.sin(turn);
      }
      double power = re * re + im * im;
      if (power > best) {
        best = power;
        at = from;
      }
    }
    return at * 1_000L / DECODED_HZ;
  }

  /** The first 10 ms louder than −40 dB, from 300 ms before where it should be. */
  private static long onsetMs(float[] sound, long aroundMs) {
    for (long ms = aroundMs - 300; ms < aroundMs + 1_000; ms += 5) {
      double energy = 0;
      for (int i = 0; i < DECODED_HZ / 100; i++) {
        float sample = sound[(int) (ms * DECODED_HZ / 1_000) + i];
        energy += sample * sample;
      }
      if (energy / (DECODED_HZ / 100) > 1e-4) {
        return ms;
      }
    }
    return -1;
  }

  private static int firstWhiteFrame(float[] brightness) {
    for (int frame = 0; frame < brightness.length; frame++) {
      int value = Math.round(brightness[frame] * 32_768) & 0xFFFF;
      if (value > 60_000) {
        return frame;
      }
    }
    return -1;
  }

  @Test
  @Order(6)
  void leavesNoProcess() {
    channel.close();
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }
}

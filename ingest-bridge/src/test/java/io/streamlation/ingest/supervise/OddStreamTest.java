package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Station;
import io.streamlation.ingest.support.Studio;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams as they come in the field, with the real decoder. */
class OddStreamTest {
  private static final int SECOND = 16_000;

  /** 6 s in three segments. */
  private static Studio.Recording hiss;

  private static Path files;

  private Origin origin;
  private Desk desk;

  @BeforeAll
  static void record(@TempDir Path folder) throws Exception {
    hiss = Studio.transportStream(Files.createDirectory(folder.resolve("ts")), 6, 48_000);
    files = Files.createDirectory(folder.resolve("files"));
    for (String name : List.of("a.wav", "a.flac", "a.mp4", "a.mp3", "a.mkv", "a.aac")) {
      Studio.file(files, name, 2);
    }
    Files.write(files.resolve("noise.wav"), noise(50_000));
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(7).nextBytes(noise);
    return noise;
  }

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    desk = new Desk(origin.port(), true, Optional.of(files));
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  private List<AudioFrame> play(String url) {
    Channel channel = desk.air(Desk.hls(url));
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    return desk.frames();
  }

  private byte[] reference() throws Exception {
    try (Desk quiet = new Desk(origin.port(), true, Optional.empty())) {
      Station station = new Station(origin, hiss, "/reference", false).ends(0, 2);
      Channel channel = quiet.air(Desk.hls(station.url()));
      quiet.untilDone(channel);
      return Desk.sound(quiet.frames());
    }
  }

  @Test
  void theWrapOfTheStampsIsNotHeard(@TempDir Path folder) {
    // 2^33 / 90,000 = 95,443.7 s; FFmpeg begins 1.4 s late.
    Studio.Recording wrapping = Studio.transportStreamFrom(folder, 6, 95_439.5);
    List<AudioFrame> frames = play(new Station(origin, wrapping, "/wrap", false).ends(0, 2).url());
    assertThat(frames).filteredOn(AudioFrame::hasGap).isEmpty();
    assertThat(desk.heard()).isBetween(6L * SECOND, 6L * SECOND + 1024);
    assertThat(frames.get(0).getSourcePts90Khz()).isGreaterThan(8_000_000_000L);
    assertThat(frames.get(50).getSourcePts90Khz()).isLessThan(1_000_000_000L);
  }

  @Test
  void aDiscontinuityWithoutLossLosesNothing() {
    Station station = new Station(origin, hiss, "/disc", false);
    station.publish(0, 2, true, i -> i == 1 ? "#EXT-X-DISCONTINUITY\n" : "");
    List<AudioFrame> frames = play(station.url());
    assertThat(frames).filteredOn(AudioFrame::hasGap).isEmpty();
    assertThat(desk.heard()).isBetween(6L * SECOND, 6L * SECOND + 2048);
  }

  @Test
  void whatASegmentDidNotBringBeforeADiscontinuityIsAGap() {
    Station station = new Station(origin, hiss, "/short", false);
    byte[] whole = hiss.segments().get(0);
    origin.serve(station.path(0), Arrays.copyOf(whole, whole.length / 4 / 188 * 188));
    station.publish(0, 2, true, i -> i == 1 ? "#EXT-X-DISCONTINUITY\n" : "");
    List<AudioFrame> gaps = play(station.url()).stream().filter(AudioFrame::hasGap).toList();
    assertThat(gaps).hasSize(1);
    assertThat(gaps.get(0).getGap().getDetail()).contains("cut short");
    assertThat(gaps.get(0).getGap().getSamples()).isGreaterThan(SECOND);
    assertThat(desk.heard() + gaps.get(0).getGap().getSamples())
        .isCloseTo(6L * SECOND, offset(2048L));
  }

  @Test
  void aJumpOfTheStampsNobodyAnnouncedIsOneToo(@TempDir Path folder) {
    Studio.Recording elsewhere = Studio.transportStreamFrom(folder, 6, 40_000);
    Station station = new Station(origin, hiss, "/jump", false);
    origin.serve(station.path(1), elsewhere.segments().get(1));
    station.ends(0, 2);
    List<AudioFrame> frames = play(station.url());
    assertThat(frames).filteredOn(AudioFrame::hasGap).isEmpty();
    assertThat(desk.heard()).isBetween(6L * SECOND - 100, 6L * SECOND + 2048);
  }

  @Test
  void atADiscontinuityDatesThatJumpAheadAreAGap() {
    Station station = new Station(origin, hiss, "/dates", false);
    station.publish(
        0,
        2,
        true,
        i ->
            switch (i) {
              case 0 -> "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00Z\n";
              case 1 -> "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:12Z\n";
              default -> "";
            });
    List<AudioFrame> gaps = play(station.url()).stream().filter(AudioFrame::hasGap).toList();
    assertThat(gaps).hasSize(1);
    assertThat(gaps.get(0).getGap().getReason()).isEqualTo(Gap.Reason.REASON_DISCONTINUITY);
    assertThat(gaps.get(0).getGap().getSamples()).isCloseTo(10L * SECOND, offset(600L));
  }

  @Test
  void rubbishInTheMiddleIsAGapOfItsLength() throws Exception {
    byte[] whole = reference();
    Station station = new Station(origin, hiss, "/rubbish", false);
    origin.serve(station.path(1), noise(60_000));
    List<AudioFrame> frames = play(station.ends(0, 2).url());
    List<AudioFrame> gaps = frames.stream().filter(AudioFrame::hasGap).toList();
    assertThat(gaps).hasSize(1);
    assertThat(gaps.get(0).getGap().getReason()).isEqualTo(Gap.Reason.REASON_UNDECODABLE);
    assertThat(desk.heard() + gaps.get(0).getGap().getSamples())
        .isCloseTo(whole.length / 2L, offset(2L));
  }

  @Test
  void whatIsMissingInsideASegmentIsAGapWhereItIsMissing() throws Exception {
    byte[] whole = reference();
    byte[] damaged = hiss.segments().get(1).clone();
    int third = damaged.length / 3 / 188 * 188;
    for (int packet = third; packet < 2 * third; packet += 188) {
      damaged[packet + 1] = (byte) 0x9f; // no stream of ours any more
      damaged[packet + 2] = (byte) 0xff;
    }
    Station station = new Station(origin, hiss, "/damaged", false);
    origin.serve(station.path(1), damaged);
    List<AudioFrame> frames = play(station.ends(0, 2).url());
    long missing =
        frames.stream().filter(AudioFrame::hasGap).mapToLong(f -> f.getGap().getSamples()).sum();
    assertThat(missing).isBetween(5_000L, 20_000L);
    // Stamps of holes are in milliseconds.
    assertThat(desk.heard() + missing).isCloseTo(whole.length / 2L, offset(48L));
  }

  @Test
  void encryptedSegmentsAreRead() throws Exception {
    byte[] key = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    Station station = new Station(origin, hiss, "/aes", false);
    for (int i = 0; i < 3; i++) {
      byte[] iv = new byte[16];
      iv[15] = (byte) i;
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      origin.serve(station.path(i), cipher.doFinal(hiss.segments().get(i)));
    }
    origin.serve("/aes/key", key);
    station.publish(0, 2, true, i -> i == 0 ? "#EXT-X-KEY:METHOD=AES-128,URI=\"key\"\n" : "");
    play(station.url());
    assertThat(Desk.sound(desk.frames())).isEqualTo(reference());
    assertThat(origin.asked()).filteredOn("/aes/key"::equals).hasSize(1);
  }

  @Test
  void keysThatChangeInTheMiddleAreFollowed() throws Exception {
    Station station = new Station(origin, hiss, "/turn", false);
    for (int i = 0; i < 3; i++) {
      byte[] key = ("key number " + i + "....").getBytes(StandardCharsets.US_ASCII);
      byte[] iv = new byte[16];
      iv[0] = (byte) (0xa0 + i); // said in the playlist, unlike the sequence number
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      origin.serve(station.path(i), cipher.doFinal(hiss.segments().get(i)));
      origin.serve("/turn/key" + i, key);
    }
    station.publish(
        0,
        2,
        true,
        i ->
            "#EXT-X-KEY:METHOD=AES-128,URI=\"key%d\",IV=0xA%d%s\n".formatted(i, i, "0".repeat(30)));
    play(station.url());
    assertThat(Desk.sound(desk.frames())).isEqualTo(reference());
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isEmpty();
  }

  @Test
  void anEventIsHeardFromItsEdgeToItsEnd() throws Exception {
    Station station = new Station(origin, hiss, "/event", false);
    String head = "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-TARGETDURATION:2\n";
    StringBuilder list = new StringBuilder(head);
    for (int i = 0; i < 3; i++) {
      origin.serve(station.path(i), hiss.segments().get(i));
      list.append("#EXTINF:2,\n").append(station.path(i)).append('\n');
    }
    origin.serve("/event/live.m3u8", list.toString());
    Channel channel = desk.air(Desk.hls(origin.url("/event/live.m3u8")));
    desk.until("what is there is heard", () -> desk.heard() >= 5L * SECOND);
    origin.serve("/event/live.m3u8", list + "#EXT-X-ENDLIST\n");
    desk.untilDone(channel);
    assertThat(Desk.sound(desk.frames())).isEqualTo(reference());
    assertThat(Desk.shape(desk.frames())).last().isEqualTo("end REASON_SOURCE_ENDED");
  }

  @Test
  void aKeyInsideIsRefused() {
    Station station = new Station(origin, hiss, "/key", false);
    station.publish(
        0, 2, true, i -> "#EXT-X-KEY:METHOD=AES-128,URI=\"http://169.254.169.254/key\"\n");
    play(station.url());
    assertThat(desk.events())
        .anyMatch(
            e ->
                e.getKind() == SessionEvent.Kind.KIND_FAILED
                    && e.getCode().equals("address-refused"));
  }

  @Test
  void segmentsThatArePartsOfOneFileAreRead() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:2\n");
    for (byte[] segment : hiss.segments()) {
      list.append("#EXTINF:2,\n#EXT-X-BYTERANGE:")
          .append(segment.length)
          .append(all.size() == 0 ? "@0" : "")
          .append("\nall.ts\n");
      all.writeBytes(segment);
    }
    origin.serve("/range/all.ts", all.toByteArray());
    origin.serve("/range/live.m3u8", list + "#EXT-X-ENDLIST\n");
    play(origin.url("/range/live.m3u8"));
    assertThat(Desk.sound(desk.frames())).isEqualTo(reference());
  }

  @Test
  void aMultivariantPlaylistLeadsToItsCheapestSound() throws Exception {
    new Station(origin, hiss, "/low", false).ends(0, 2);
    origin.serve(
        "/top.m3u8",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS=\"avc1.42e00a,mp4a.40.2\"\n"
            + "high/live.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=300000\nlow/live.m3u8\n");
    play(origin.url("/top.m3u8"));
    assertThat(Desk.sound(desk.frames())).isEqualTo(reference());
    assertThat(origin.asked()).doesNotContain("/high/live.m3u8");
  }

  @Test
  void packedAudioIsRead() throws Exception {
    byte[] adts = Files.readAllBytes(files.resolve("a.aac"));
    origin.serve("/packed/0.aac", adts);
    origin.serve(
        "/packed/live.m3u8",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n0.aac\n#EXT-X-ENDLIST\n");
    play(origin.url("/packed/live.m3u8"));
    assertThat(desk.heard()).isBetween(2L * SECOND, 2L * SECOND + 1024);
  }

  @Test
  void oddRatesAndLayoutsAreHeardAndWhatIsCutOrBlownUpIsAGap(@TempDir Path folder) {
    List<byte[]> segments = new ArrayList<>();
    int[][] odd = {{8_000, 1}, {11_025, 1}, {22_050, 2}, {96_000, 2}, {48_000, 6}};
    for (int[] rateAndChannels : odd) {
      segments.add(Studio.adts(folder, 2, rateAndChannels[0], rateAndChannels[1]));
    }
    byte[] plain = segments.get(2);
    segments.add(Arrays.copyOf(plain, plain.length / 2));
    segments.add(new byte[0]);
    segments.add(noise(20_000));
    byte[] silence = {(byte) 0xff, (byte) 0xf1, 0x50, (byte) 0x80, 0, (byte) 0xe0, 3};
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    for (int i = 0; i < 200_000; i++) {
      bomb.writeBytes(silence);
    }
    segments.add(bomb.toByteArray());
    segments.add(plain);
    StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:30\n");
    for (int i = 0; i < segments.size(); i++) {
      origin.serve("/odd/" + i + ".aac", segments.get(i));
      list.append("#EXT-X-DISCONTINUITY\n#EXTINF:2,\n").append(i).append(".aac\n");
    }
    origin.serve("/odd/live.m3u8", list + "#EXT-X-ENDLIST\n");
    play(origin.url("/odd/live.m3u8"));

    // Five odd ones, half a one, and the plain one behind what cannot be heard.
    assertThat(desk.heard()).isBetween((long) (12.5 * SECOND), (long) (13.6 * SECOND));
    assertThat(desk.frames()).filteredOn(AudioFrame::hasGap).isNotEmpty();
    assertThat(
            desk.frames().stream()
                .filter(AudioFrame::hasGap)
                .mapToLong(f -> f.getGap().getSamples())
                .sum())
        .as("no more is missing than the playlist says was there")
        .isLessThanOrEqualTo(8L * SECOND);
    assertThat(Desk.shape(desk.frames())).last().isEqualTo("end REASON_SOURCE_ENDED");
  }

  @Test
  void onDemandIsPlayedAsLiveAndNotInOneGulp() {
    List<String> lines = new ArrayList<>(List.of("#EXTM3U", "#EXT-X-TARGETDURATION:1"));
    byte[] one = hiss.segments().get(0);
    for (int i = 0; i < 60; i++) {
      origin.serve("/vod/" + i + ".ts", one);
      lines.addAll(List.of("#EXT-X-DISCONTINUITY", "#EXTINF:2,", i + ".ts"));
    }
    lines.add("#EXT-X-ENDLIST");
    origin.serve("/vod/live.m3u8", String.join("\n", lines) + "\n");
    long begunNanos = System.nanoTime();
    desk.air(Desk.hls(origin.url("/vod/live.m3u8")));
    desk.until("some of it is heard", () -> desk.heard() >= 4L * SECOND);
    double seconds = (System.nanoTime() - begunNanos) / 1e9;
    // It may run three target durations ahead, and begins when the first segment is decoded.
    assertThat(desk.heard()).isLessThan((long) ((seconds + 3 + 1) * SECOND));
  }

  @Test
  void theSameFileGivesTheSameFrames() throws Exception {
    for (String name : List.of("a.wav", "a.flac", "a.mp4", "a.mp3", "a.mkv")) {
      List<byte[]> twice = new ArrayList<>();
      for (int run = 0; run < 2; run++) {
        try (Desk quiet = new Desk(0, true, Optional.of(files))) {
          Channel channel =
              quiet.air(
                  Desk.plan(files.resolve(name).toUri().toString(), Source.Protocol.PROTOCOL_FILE));
          quiet.untilDone(channel);
          Desk.assertTiles(quiet.frames());
          assertThat(quiet.frames().get(quiet.frames().size() - 1).getEnd().getReason())
              .isEqualTo(End.Reason.REASON_SOURCE_ENDED);
          twice.add(Desk.sound(quiet.frames()));
        }
      }
      assertThat(twice.get(0)).as(name).isEqualTo(twice.get(1));
      assertThat(twice.get(0).length / 2).as(name).isBetween(2 * SECOND - 100, 2 * SECOND + 1200);
    }
  }

  @Test
  void aFileGoesOnWhereItWasLeft() {
    String url = files.resolve("a.wav").toUri().toString();
    Channel whole = desk.air(Desk.plan(url, Source.Protocol.PROTOCOL_FILE));
    desk.untilDone(whole);
    byte[] all = Desk.sound(desk.frames());
    desk.kafka.clear();
    SourcePosition place = SourcePosition.newBuilder().setSampleInSegment(20_001).build();
    Channel rest = desk.air(Desk.plan(url, Source.Protocol.PROTOCOL_FILE), 0, Optional.of(place));
    desk.untilDone(rest);
    assertThat(Desk.sound(desk.frames())).isEqualTo(Arrays.copyOfRange(all, 40_002, all.length));
  }

  @Test
  void aFileOfNoiseFailsForGoodAndSaysWhy() {
    Channel channel =
        desk.air(
            Desk.plan(
                files.resolve("noise.wav").toUri().toString(), Source.Protocol.PROTOCOL_FILE));
    desk.untilDone(channel);
    assertThat(Desk.shape(desk.frames())).containsExactly("end REASON_FAILED");
    assertThat(desk.events()).anyMatch(e -> e.getCode().equals("source-undecodable"));
  }

  @Test
  void oneChannelsTroubleIsNotAnothers() {
    Station good = new Station(origin, hiss, "/good", false).ends(0, 2);
    origin.serve("/bad.m3u8", "<html>no</html>");
    Channel bad =
        desk.air(Desk.hls(origin.url("/bad.m3u8")).toBuilder().setSessionId("bad").build());
    Channel fine = desk.air(Desk.hls(good.url()));
    desk.untilDone(fine);
    assertThat(bad.isDone()).isFalse();
    assertThat(desk.events())
        .filteredOn(e -> e.getSessionId().equals("bad"))
        .anyMatch(e -> e.getCode().equals("hls-playlist-unreadable"));
    assertThat(desk.events())
        .filteredOn(e -> e.getSessionId().equals(Desk.SESSION))
        .noneMatch(e -> e.getKind() == SessionEvent.Kind.KIND_RETRYING);
  }
}

package io.streamlation.ingest.source.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.streamlation.ingest.address.ByteSpan;
import io.streamlation.ingest.source.AudioWish;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaylistReaderTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MediaPlaylistView media(String... lines) throws Exception {
    return PlaylistReader.media(
        bytes("#EXTM3U\n#EXT-X-TARGETDURATION:2\n" + String.join("\n", lines) + "\n"));
  }

  private static OptionalLong us(String instant) {
    return OptionalLong.of(Instant.parse(instant).toEpochMilli() * 1000);
  }

  @Test
  void datesAreCountedOnFromTheOneThatIsWritten() throws Exception {
    MediaPlaylistView view =
        media(
            "#EXT-X-MEDIA-SEQUENCE:7",
            "#EXTINF:2,",
            "7.ts",
            "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:02.500Z",
            "#EXTINF:1.5,",
            "8.ts",
            "#EXTINF:2,",
            "9.ts",
            "#EXT-X-DISCONTINUITY",
            "#EXTINF:2,",
            "10.ts");
    assertThat(view.segments()).extracting(HlsSegment::sequence).containsExactly(7L, 8L, 9L, 10L);
    assertThat(view.segments())
        .extracting(HlsSegment::programDateTimeUs)
        .containsExactly(
            us("2026-11-22T10:00:00.500Z"),
            us("2026-11-22T10:00:02.500Z"),
            us("2026-11-22T10:00:04Z"),
            OptionalLong.empty());
    assertThat(view.segments().get(3).discontinuitySequence()).isEqualTo(1);
    assertThat(view.ended()).isFalse();
  }

  @Test
  void readsTheDateAsFfmpegWritesIt() throws Exception {
    MediaPlaylistView view =
        media("#EXTINF:2,", "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T18:13:36.899+0000", "a0.ts");
    assertThat(view.segments().get(0).programDateTimeUs())
        .isEqualTo(us("2026-11-22T18:13:36.899Z"));
  }

  @Test
  void keysAndInitialisationHoldUntilTheNextOnes() throws Exception {
    MediaPlaylistView view =
        media(
            "#EXT-X-MAP:URI=\"a.mp4\"",
            "#EXT-X-KEY:METHOD=AES-128,URI=\"k1\",IV=0x01",
            "#EXTINF:2,",
            "1.m4s",
            "#EXTINF:2,",
            "2.m4s",
            "#EXT-X-KEY:METHOD=NONE",
            "#EXT-X-MAP:URI=\"b.mp4\",BYTERANGE=\"10@5\"",
            "#EXTINF:2,",
            "3.m4s");
    assertThat(view.segments().get(1).key().orElseThrow().reference()).isEqualTo("k1");
    assertThat(view.segments().get(1).initialisation().orElseThrow().reference())
        .isEqualTo("a.mp4");
    assertThat(view.segments().get(2).key()).isEmpty();
    assertThat(view.segments().get(2).initialisation().orElseThrow().span())
        .hasValue(new ByteSpan(5, 10));
  }

  @Test
  void aByteRangeWithoutAnOffsetBeginsWhereTheLastOneEnded() throws Exception {
    MediaPlaylistView view =
        media(
            "#EXTINF:2,",
            "#EXT-X-BYTERANGE:100@50",
            "all.ts",
            "#EXTINF:2,",
            "#EXT-X-BYTERANGE:30",
            "all.ts");
    assertThat(view.segments().get(1).span()).hasValue(new ByteSpan(150, 30));
  }

  @Test
  void tagsNobodyHereKnowsAreIgnored() throws Exception {
    assertThat(media("#EXT-X-TOMORROW:1", "#EXTINF:2,", "1.ts", "#EXT-X-ENDLIST").ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:9223372036854775808\n#EXTINF:2,\na\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:9223372036854775807\n#EXTINF:2,\na\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:-1\n#EXTINF:2,\na\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:999999999999\n#EXTINF:2,\na\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1e300,\na\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:-2,\na\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:NaN,\na\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n#EXT-X-BYTERANGE:-5@1\na\n",
        "#EXTM3U\n#EXTINF:2,\na\n",
      })
  void whatIsNoPlaylistIsOneException(String text) {
    assertThatThrownBy(() -> PlaylistReader.media(bytes(text)))
        .isInstanceOf(PlaylistReader.Unreadable.class);
  }

  @Test
  void endlessLinesAndListsAreRefused() {
    assertThatThrownBy(() -> media("#EXTINF:2,", "x".repeat(20_000)))
        .isInstanceOf(PlaylistReader.Unreadable.class);
    assertThatThrownBy(() -> media("#EXTINF:2,\na.ts\n".repeat(50_001)))
        .isInstanceOf(PlaylistReader.Unreadable.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "-5, 1000", "2147483647, 60000", "60, 60000", "7, 7000"})
  void aSillyTargetDurationIsTakenAsTheNearestOneThatIsNone(String written, long targetMs)
      throws Exception {
    String text = "#EXTM3U\n#EXT-X-TARGETDURATION:" + written + "\n#EXTINF:2,\na.ts\n";
    assertThat(PlaylistReader.media(bytes(text)).targetDurationMs()).isEqualTo(targetMs);
  }

  static Stream<String> monsters() {
    String head = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n";
    return Stream.of(
        head + "#EXT-X-KEY:" + "A=\"".repeat(5_000) + "\n#EXTINF:2,\na\n",
        head + "#EXT-X-KEY:METHOD=AES-128,URI=\"" + "\\\"".repeat(5_000) + "\n#EXTINF:2,\na\n",
        head + "#EXT-X-MAP:" + "A=B,".repeat(4_000) + "\n#EXTINF:2,\na\n",
        head + "#EXT-X-PROGRAM-DATE-TIME:" + "9".repeat(16_000) + "\n#EXTINF:2,\na\n",
        head + "#EXT-X-PROGRAM-DATE-TIME:+999999999-12-31T23:59:59+18:00\n#EXTINF:2,\na\n",
        head + "#EXTINF:" + "1".repeat(16_000) + ",\na\n",
        head + "#EXTINF:1e-999999999,\na\n",
        head + "#EXTINF:2,\n#EXT-X-BYTERANGE:9223372036854775807@9223372036854775807\na\n",
        head + "#EXT-X-DISCONTINUITY-SEQUENCE:9223372036854775807\n#EXTINF:2,\na\n",
        head + "a\n".repeat(1_000_000),
        head + "#EXTINF:2,\ra.ts\r".repeat(1_000),
        head + "#\n".repeat(1_000_000),
        "#EXTM3U\n" + "#EXT-X-STREAM-INF:BANDWIDTH=1\na\n".repeat(100_000),
        "#EXTM3U\n#EXT-X-STREAM-INF:" + "A=\"b\",".repeat(2_500) + "\na\n",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=99999999999999999999,CODECS=\"\"\na\n",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=-1,AUDIO=\"no such group\"\na\n");
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("monsters")
  void aMonsterIsReadOrRefusedInNoTime(String text) {
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> readsOrRefuses(bytes(text)));
  }

  /** Anything but a playlist or {@link PlaylistReader.Unreadable} fails the test. */
  private static void readsOrRefuses(byte[] bytes) {
    try {
      MediaPlaylistView view = PlaylistReader.media(bytes);
      assertThat(view.targetDurationMs()).isBetween(1_000L, 60_000L);
      assertThat(view.segments())
          .allSatisfy(
              segment -> {
                assertThat(segment.durationSamples()).isBetween(0L, 3_600L * 16_000);
                assertThat(segment.sequence()).isNotNegative();
              });
    } catch (PlaylistReader.Unreadable e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      if (PlaylistReader.isMultivariant(bytes)) {
        assertThat(PlaylistReader.choose(bytes, AudioWish.ofSpeech("en")).sound()).isNotNull();
      }
    } catch (PlaylistReader.Unreadable e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void whateverTheTextItIsReadOrRefused() {
    Random random = new Random(20_261_122);
    List<String> good =
        List.of(
            VARIANTS.formatted(",AUDIO=\"aud\"", ""),
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n"
                + "#EXT-X-DISCONTINUITY-SEQUENCE:2\n#EXT-X-MAP:URI=\"a.mp4\",BYTERANGE=\"10@5\"\n"
                + "#EXT-X-KEY:METHOD=AES-128,URI=\"k1\",IV=0x01\n#EXTINF:2.5,title\n"
                + "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:02.500Z\n#EXT-X-BYTERANGE:100@50\n1.ts\n"
                + "#EXT-X-DISCONTINUITY\n#EXT-X-GAP\n#EXTINF:2,\n2.ts\n#EXT-X-ENDLIST\n");
    String alphabet = "#:,=\"\n\r@-+.0189eEXTINFa\u0000ü";
    for (int round = 0; round < 4_000; round++) {
      StringBuilder text = new StringBuilder(good.get(round % 2));
      for (int i = random.nextInt(8); i >= 0; i--) {
        int at = 7 + random.nextInt(text.length() - 7);
        switch (random.nextInt(4)) {
          case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(9)));
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          case 2 -> text.insert(at, text.substring(7 + random.nextInt(at - 6), at));
          default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      readsOrRefuses(bytes(text.toString()));
    }
  }

  private static final String VARIANTS =
      """
      #EXTM3U
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="en.m3u8"
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="Español",LANGUAGE="es-MX",URI="es.m3u8"
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="mux",NAME="Muxed",DEFAULT=YES
      #EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="avc1.42e00a"
      picture-only.m3u8
      #EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.42e00a,mp4a.40.2"%s
      high.m3u8
      #EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.42e00a,mp4a.40.2"%s
      low.m3u8
      """;

  private static String sound(String language, String attributes) throws Exception {
    return PlaylistReader.choose(
            bytes(VARIANTS.formatted(attributes, attributes)), AudioWish.ofSpeech(language))
        .sound()
        .orElseThrow();
  }

  @Test
  void takesTheCheapestVariantThatHasSound() throws Exception {
    assertThat(sound("en", "")).isEqualTo("low.m3u8");
  }

  @Test
  void prefersItsAudioRenditionInTheLanguageSpoken() throws Exception {
    assertThat(sound("en", ",AUDIO=\"aud\"")).isEqualTo("en.m3u8");
    assertThat(sound("es", ",AUDIO=\"aud\"")).isEqualTo("es.m3u8");
    assertThat(sound("auto", ",AUDIO=\"aud\"")).isEqualTo("en.m3u8");
  }

  @Test
  void aRenditionWithoutAnAddressIsInTheVariantItself() throws Exception {
    assertThat(sound("en", ",AUDIO=\"mux\"")).isEqualTo("low.m3u8");
  }

  @Test
  void aStreamWithoutSoundHasNone() throws Exception {
    String silent = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"avc1.42e00a\"\na.m3u8\n";
    assertThat(PlaylistReader.choose(bytes(silent), AudioWish.ofSpeech("en")).sound()).isEmpty();
  }
}

package io.streamlation.ingest.source.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.ingest.address.ByteSpan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    return PlaylistReader.choose(bytes(VARIANTS.formatted(attributes, attributes)), language)
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
    assertThat(PlaylistReader.choose(bytes(silent), "en").sound()).isEmpty();
  }
}

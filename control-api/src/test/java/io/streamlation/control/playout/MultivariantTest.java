package io.streamlation.control.playout;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.hls.PlaylistRules;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MultivariantTest {
  private static final URI BASE = URI.create("https://cdn.example/a/master.m3u8?token=s%2Be");
  private static final List<Multivariant.Subtitles> OURS =
      List.of(
          new Multivariant.Subtitles(new Language("en", "en", ""), "captions/en/index.m3u8"),
          new Multivariant.Subtitles(new Language("ar", "ar", "ar"), "captions/ar/index.m3u8"));

  private final PlaylistRules rules = new PlaylistRules();

  private String beside(String text) {
    String written = Multivariant.beside(text, BASE, OURS, UnaryOperator.identity());
    rules.multivariant("main", written);
    return written;
  }

  @AfterEach
  void breaksNoRule() {
    assertThat(rules.complaints()).isEmpty();
  }

  @Test
  void keepsWhatItDoesNotKnowAndMakesEveryAddressAbsolute() {
    assertThat(
            beside(
                """
                #EXTM3U
                #EXT-X-VERSION:7
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://key",KEYFORMAT="com.apple.streamingkeydelivery"
                #EXT-X-CONTENT-STEERING:SERVER-URI="/steer",PATHWAY-ID="a"
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",DEFAULT=YES,URI="audio/en.m3u8?sig=1"
                #EXT-X-TOMORROW:X="y",URI="tomorrow"

                #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",FRAME-RATE=25.000,AUDIO="aac",CLOSED-CAPTIONS=NONE
                ../b/low.m3u8?sig=2
                #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=2,URI="iframes.m3u8"
                """))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://key",KEYFORMAT="com.apple.streamingkeydelivery"
            #EXT-X-CONTENT-STEERING:SERVER-URI="https://cdn.example/steer",PATHWAY-ID="a"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",DEFAULT=YES,URI="https://cdn.example/a/audio/en.m3u8?sig=1"
            #EXT-X-TOMORROW:X="y",URI="https://cdn.example/a/tomorrow"

            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="streamlation",NAME="English",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,LANGUAGE="en",CHARACTERISTICS="public.machine-generated",URI="captions/en/index.m3u8"
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="streamlation",NAME="العربية",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,LANGUAGE="ar",CHARACTERISTICS="public.machine-generated,public.translation",URI="captions/ar/index.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",FRAME-RATE=25.000,AUDIO="aac",CLOSED-CAPTIONS=NONE,SUBTITLES="streamlation"
            https://cdn.example/b/low.m3u8?sig=2
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=2,URI="https://cdn.example/a/iframes.m3u8"
            """);
  }

  @Test
  void joinsTheOriginsOwnSubtitlesWithoutTakingTheirNames() {
    String written =
        beside(
            """
            #EXTM3U
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",LANGUAGE="en",URI="en.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="subs"
            a.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=2
            b.m3u8
            """);
    assertThat(written)
        .contains("GROUP-ID=\"subs\",NAME=\"English (auto)\"")
        .contains("GROUP-ID=\"streamlation\",NAME=\"English\"")
        .contains("#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES=\"subs\"\n")
        .contains("#EXT-X-STREAM-INF:BANDWIDTH=2,SUBTITLES=\"streamlation\"\n");
  }

  @Test
  void fillsInWhatPlayersWouldTakeFromTheAddress() {
    assertThat(
            beside(
                """
                #EXTM3U
                #EXT-X-DEFINE:QUERYPARAM="token"
                #EXT-X-STREAM-INF:BANDWIDTH=1
                v/{$token}/a.m3u8
                """))
        .contains("#EXT-X-DEFINE:NAME=\"token\",VALUE=\"s+e\"")
        .contains("https://cdn.example/a/v/{$token}/a.m3u8");
  }

  @Test
  void wrapsAProgrammeThatIsOneMediaPlaylist() {
    String written = Multivariant.around("https://cdn.example/a.m3u8", "BANDWIDTH=5", OURS);
    rules.multivariant("main", written);
    assertThat(written)
        .endsWith(
            "#EXT-X-STREAM-INF:BANDWIDTH=5,SUBTITLES=\"streamlation\"\nhttps://cdn.example/a.m3u8\n");
  }

  @Test
  void holdsBackTheNewestSegmentsOfAnOriginsPlaylist() {
    String text =
        """
        #EXTM3U
        #EXT-X-TARGETDURATION:4
        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES
        #EXT-X-MEDIA-SEQUENCE:7
        #EXT-X-MAP:URI="init.mp4"
        #EXTINF:4,
        7.m4s
        #EXTINF:4,
        8.m4s
        #EXT-X-DISCONTINUITY
        #EXTINF:4,
        9.m4s
        #EXT-X-PART:DURATION=1,URI="10.0.m4s"
        """;
    assertThat(HeldBack.of(text, URI.create("https://cdn.example/a/i.m3u8"), Duration.ofSeconds(5)))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:4
            #EXT-X-MEDIA-SEQUENCE:7
            #EXT-X-MAP:URI="https://cdn.example/a/init.mp4"
            #EXTINF:4,
            https://cdn.example/a/7.m4s
            """);
    String ended = text.replaceFirst("#EXT-X-PART.*\n", "#EXT-X-ENDLIST\n");
    assertThat(
            HeldBack.of(ended, URI.create("https://cdn.example/a/i.m3u8"), Duration.ofSeconds(5)))
        .contains("9.m4s\n#EXT-X-ENDLIST\n");
  }
}

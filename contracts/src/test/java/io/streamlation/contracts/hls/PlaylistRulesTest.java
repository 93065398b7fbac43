package io.streamlation.contracts.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each breach is found, and what breaks no rule is not complained about. */
class PlaylistRulesTest {
  private static final String GOOD =
      """
      #EXTM3U
      #EXT-X-VERSION:3
      #EXT-X-TARGETDURATION:6
      #EXT-X-MEDIA-SEQUENCE:7
      #EXT-X-DISCONTINUITY-SEQUENCE:2
      #EXTINF:6.00000,
      7.vtt
      #EXT-X-DISCONTINUITY
      #EXTINF:6.00000,
      8.vtt
      #EXTINF:6.00000,
      9.vtt
      """;
  private static final String CAPTIONS =
      "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:90000,LOCAL:00:00:00.000\n\na\n00:00:01.000 --> 00:00:02.000\nHello.\n\n";
  private static final String MAIN =
      """
      #EXTM3U
      #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",URI="en.m3u8"
      #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="a,b",SUBTITLES="s"
      v.m3u8
      """;

  private final PlaylistRules rules = new PlaylistRules();

  private void then(UnaryOperator<String> change, String complaint) {
    PlaylistRules judge = new PlaylistRules();
    judge.media("p", GOOD);
    judge.media("p", change.apply(GOOD));
    assertThat(judge.complaints()).anySatisfy(said -> assertThat(said).contains(complaint));
  }

  @Test
  void complainsAboutNothingThatIsWell() {
    rules.media("p", GOOD);
    rules.media("p", GOOD + "#EXTINF:5.9,\n10.vtt\n");
    rules.media(
        "p",
        GOOD.replace("#EXTINF:6.00000,\n7.vtt\n#EXT-X-DISCONTINUITY\n", "")
                .replace("SEQUENCE:7", "SEQUENCE:8")
                .replace("DISCONTINUITY-SEQUENCE:2", "DISCONTINUITY-SEQUENCE:3")
            + "#EXTINF:5.9,\n10.vtt\n#EXT-X-ENDLIST\n");
    rules.webVtt("c", CAPTIONS);
    rules.webVtt("c", CAPTIONS);
    rules.multivariant("m", MAIN);
    assertThat(rules.complaints()).isEmpty();
  }

  @Test
  void findsWhatMayNotChange() {
    then(text -> text.replace("TARGETDURATION:6", "TARGETDURATION:7"), "bis 6.2.1");
    then(text -> text.replace("SEQUENCE:7", "SEQUENCE:6"), "the media sequence went back");
    then(text -> text.replace("8.vtt", "other.vtt"), "segment 8 changed");
    then(text -> text.replace("#EXT-X-DISCONTINUITY\n", ""), "of discontinuity 3 and is of 2");
    then(text -> text.replace("#EXTINF:6.00000,\n9.vtt\n", ""), "taken away from the end");
    then(
        text -> text.replace("#EXTINF:6.00000,\n7.vtt\n", "").replace("SEQUENCE:7", "SEQUENCE:8"),
        "shorter than three target durations");
  }

  @Test
  void findsWhatIsWrongInItself() {
    then(text -> text.replace("6.00000,\n9", "6.50000,\n9"), "bis 4.4.3.1");
    then(text -> text.replace("#EXT-X-TARGETDURATION:6\n", ""), "no EXT-X-TARGETDURATION");
    then(text -> text.replace("#EXTM3U\n", ""), "does not begin with #EXTM3U");
    then(text -> text + "10.vtt\n", "has no EXTINF");
    then(text -> text + "#EXT-X-ENDLIST\n#EXTINF:6,\n10.vtt\n", "after EXT-X-ENDLIST");
    then(text -> text.replace("7.vtt", "7\u0000.vtt"), "control characters");
  }

  @Test
  void findsWhatIsWrongWithCaptions() {
    rules.webVtt("c", CAPTIONS);
    rules.webVtt("c", CAPTIONS.replace("Hello", "Bye"));
    rules.webVtt("d", CAPTIONS.replace("X-TIMESTAMP", "X-TIMESTOMP"));
    rules.webVtt("e", CAPTIONS.replace("90000", "8589934592"));
    rules.webVtt("f", CAPTIONS.replace("02.000", "00.500"));
    rules.webVtt("g", CAPTIONS.replace("Hello.", ""));
    assertThat(rules.complaints())
        .hasSize(5)
        .anySatisfy(said -> assertThat(said).contains("changed after they were listed"))
        .anySatisfy(said -> assertThat(said).contains("no X-TIMESTAMP-MAP"))
        .anySatisfy(said -> assertThat(said).contains("more than 33 bits"))
        .anySatisfy(said -> assertThat(said).contains("ends before it begins"))
        .anySatisfy(said -> assertThat(said).contains("has no text"));
  }

  @Test
  void findsWhatIsWrongWithAMultivariantPlaylist() {
    rules.multivariant("a", MAIN.replace("SUBTITLES=\"s\"", "SUBTITLES=\"t\""));
    rules.multivariant("b", MAIN.replace("BANDWIDTH=1,", ""));
    rules.multivariant("c", MAIN.replace(",URI=\"en.m3u8\"", ""));
    assertThat(rules.complaints())
        .hasSize(3)
        .anySatisfy(said -> assertThat(said).contains("has no rendition"))
        .anySatisfy(said -> assertThat(said).contains("has no BANDWIDTH"))
        .anySatisfy(said -> assertThat(said).contains("have no URI"));
  }
}

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
      #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",URI="en.m3u8"
      #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",SUBTITLES="s"
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
    then(text -> text.replace("7.vtt", "7.m4s"), "Apple 8.20");
    then(text -> text.replace("VERSION:3", "VERSION:2"), "decimal lengths need EXT-X-VERSION 3");
    then(text -> text.replace("7.vtt", "7.vtt\n#EXT-X-GAP"), "EXT-X-GAP needs EXT-X-VERSION 8");
    then(text -> control(text, "HOLD-BACK=17.9"), "HOLD-BACK is 17.9 s, less than 3");
    then(text -> control(text, "CAN-SKIP-UNTIL=35"), "less than 6 target durations (bis 4.4.3.8)");
    then(text -> control(text, "HOLD-BACK=much"), "HOLD-BACK=much is no decimal number");
    then(
        text -> text.replace("#EXT-X-VERSION:3", "#EXT-X-VERSION:3\n#EXT-X-PLAYLIST-TYPE:FILM"),
        "no playlist type \"FILM\" (bis 4.4.3.5)");
  }

  private static String control(String playlist, String attributes) {
    return playlist.replace(
        "#EXT-X-VERSION:3", "#EXT-X-VERSION:3\n#EXT-X-SERVER-CONTROL:" + attributes);
  }

  @Test
  void findsThatAnEventLosesItsBeginning() {
    String event = GOOD.replace("#EXT-X-VERSION:3", "#EXT-X-VERSION:3\n#EXT-X-PLAYLIST-TYPE:EVENT");
    rules.media("p", event);
    rules.media("p", event + "#EXTINF:6,\n10.vtt\n");
    assertThat(rules.complaints()).isEmpty();
    rules.media(
        "p",
        event
                .replace("#EXTINF:6.00000,\n7.vtt\n#EXT-X-DISCONTINUITY\n", "")
                .replace("SEQUENCE:7", "SEQUENCE:8")
                .replace("DISCONTINUITY-SEQUENCE:2", "DISCONTINUITY-SEQUENCE:3")
            + "#EXTINF:6,\n10.vtt\n");
    assertThat(rules.complaints())
        .containsExactly("p: it is an event, and its first segments went (bis 4.4.3.5)");
  }

  @Test
  void advisesWhoeverMadeTheProgramme() {
    rules.multivariant("m", MAIN.replace(",CODECS=\"avc1.64001f,mp4a.40.2\"", ""));
    rules.media("p", GOOD.replace("#EXT-X-DISCONTINUITY-SEQUENCE:2\n", ""));
    rules.delivered("a/main.m3u8", "text/plain; charset=utf-8", false);
    rules.delivered("a/7.vtt", "text/vtt;charset=utf-8", true);
    assertThat(rules.complaints()).isEmpty();
    assertThat(rules.advice())
        .containsExactly(
            "m: the variant v.m3u8 has no CODECS (Apple 9.1)",
            "m: the variant v.m3u8 has no AVERAGE-BANDWIDTH (Apple 9.14)",
            "m: the variant v.m3u8 has no RESOLUTION (Apple 9.2)",
            "m: the variant v.m3u8 has no FRAME-RATE (Apple 9.15)",
            "m: there is one bit rate to choose from (Apple 9.9)",
            "p: there are discontinuities and no EXT-X-DISCONTINUITY-SEQUENCE (Apple 8.17)",
            "p: it is live and has no EXT-X-PROGRAM-DATE-TIME (Apple 8.4)",
            "p: it is live and has fewer than six segments (Apple 8.11)",
            "p: it is live and holds less than 15 minutes (Apple 8.12)",
            "a/main.m3u8: it comes as \"text/plain; charset=utf-8\" (Apple 10.4)",
            "a/main.m3u8: it does not come as gzip (Apple 10.1)");
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
    rules.multivariant("d", MAIN.replace(",LANGUAGE=\"en\"", ""));
    String forTheDeaf = ",CHARACTERISTICS=\"public.accessibility.transcribes-spoken-dialog";
    rules.multivariant("e", MAIN.replace(",URI", forTheDeaf + "\",AUTOSELECT=YES,URI"));
    String whole = forTheDeaf + ",public.accessibility.describes-music-and-sound\"";
    rules.multivariant("f", MAIN.replace(",URI", whole + ",URI"));
    rules.multivariant("g", MAIN.replace(",URI", whole + ",AUTOSELECT=YES,URI"));
    assertThat(rules.complaints())
        .hasSize(6)
        .anySatisfy(said -> assertThat(said).startsWith("d:").contains("no LANGUAGE (Apple 4.7)"))
        .anySatisfy(said -> assertThat(said).startsWith("e:").contains("(Apple 4.5)"))
        .anySatisfy(said -> assertThat(said).startsWith("f:").contains("(Apple 4.6)"))
        .anySatisfy(said -> assertThat(said).contains("has no rendition"))
        .anySatisfy(said -> assertThat(said).contains("has no BANDWIDTH"))
        .anySatisfy(said -> assertThat(said).contains("have no URI"));
  }
}

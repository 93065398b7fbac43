package io.streamlation.control.playout;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.hls.PlaylistRules;
import io.streamlation.control.captions.Cue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaptionTextTest {
  private final PlaylistRules rules = new PlaylistRules();
  private int written;

  private String written(long startSample, long pts, String language, Cue... cues) {
    Entry entry =
        new Entry(
            1,
            0,
            startSample,
            96_000,
            OptionalLong.of(pts),
            OptionalLong.empty(),
            0,
            false,
            new Entry.Source(0, 1, 0, false),
            Optional.empty());
    List<Final> finals =
        List.of(cues).stream()
            .map(cue -> new Final(1, "", 7, cue.startMs() * 16, cue.endMs() * 16, cue))
            .toList();
    String text = CaptionText.of(entry, finals, language);
    rules.webVtt("segment " + ++written, text);
    return text;
  }

  private static Cue cue(String language, String... lines) {
    return new Cue("7.1.0", 1_000, 2_000, List.of(lines), String.join(" ", lines), language, "");
  }

  @AfterEach
  void breaksNoRule() {
    assertThat(rules.complaints()).isEmpty();
  }

  @Test
  void tiesTheSessionsTimeToThePresentationTimeExactlyAtAMillisecond() {
    // 8 samples are half a millisecond: the next whole one is 45 ticks later
    assertThat(written(16_008, 90_000, "en"))
        .isEqualTo("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:90045,LOCAL:00:00:01.001\n\n");
  }

  @Test
  void wrapsWithThePresentationTime() {
    assertThat(written(16_008, (1L << 33) - 1, "en")).contains("MPEGTS:44,LOCAL:00:00:01.001");
  }

  @Test
  void takesNoMarkUpFromAText() {
    assertThat(
            written(
                0, 0, "en", cue("en", "<v Bob>&amp;</v> 1 --> 2", "NOTE\u0000 WEBVTT\r\nSTYLE")))
        .contains("&lt;v Bob&gt;&amp;amp;&lt;/v&gt; 1 --&gt; 2\nNOTE  WEBVTT\nSTYLE\n\n");
  }

  @Test
  void takesNoTurnsOfDirectionFromAText() {
    assertThat(written(0, 0, "en", cue("en", "a\u202eb\u2067c"))).contains("\na b c\n");
  }

  @Test
  void beginsAnArabicLineFromTheRightWhateverStandsFirst() {
    assertThat(written(0, 0, "ar", cue("ar", "BBC قالت", "مرحبا")))
        .contains("\n\u200fBBC قالت\nمرحبا\n");
    assertThat(written(3, 0, "he", cue("he", "100%"))).contains("\n\u200f100%\n");
    // The dash of another speaker turns no line.
    assertThat(written(4, 0, "ar", cue("ar", "-\u00a0مرحبا"))).contains("\n-\u00a0مرحبا\n");
    assertThat(written(4, 0, "ar", cue("ar", "-\u00a0BBC"))).contains("\n\u200f-\u00a0BBC\n");
    assertThat(written(5, 0, "en", cue("en", "שלום he said"))).contains("\n\u200eשלום he said\n");
  }

  @Test
  void saysWhereACueIsInAnotherLanguage() {
    assertThat(written(0, 0, "ar", cue("en", "Not translated.")))
        .contains("\n<lang en>Not translated.</lang>\n");
    assertThat(written(7, 0, "en-GB", cue("en", "Said."))).contains("\nSaid.\n");
  }

  @Test
  void leavesOutWhatHasNothingToShow() {
    assertThat(written(0, 0, "en", cue("en", "\u0000\u0007"))).doesNotContain("-->");
  }
}

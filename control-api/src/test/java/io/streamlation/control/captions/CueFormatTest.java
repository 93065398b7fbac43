package io.streamlation.control.captions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CueFormatTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Exported ENGLISH = new Exported("s", "en", "en");
  private static final Cue HELLO =
      new Cue("s.1.0.0", 0, 1_500, List.of("Hello,", "world."), "Hello, world.", "en", "");

  private static String written(CueFormat format, Cue... cues) {
    return written(format, ENGLISH, cues);
  }

  private static String written(CueFormat format, Exported about, Cue... cues) {
    StringWriter out = new StringWriter();
    try {
      format.head(out, about);
      long number = 1;
      for (Cue cue : cues) {
        if (format.writeCue(out, cue, number, about)) {
          number++;
        }
      }
      format.tail(out);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toString();
  }

  private static Cue saying(String text) {
    return new Cue("s.1.0.0", 0, 1_500, List.of(), text, "en", "");
  }

  @Test
  void writesSubRip() {
    Cue later = new Cue("s.1.9.0", 3_723_004, 3_725_999, List.of("Bye."), "Bye.", "en", "");
    assertThat(written(CueFormat.SRT, HELLO, later))
        .isEqualTo(
            """
            1
            00:00:00,000 --> 00:00:01,500
            Hello,
            world.

            2
            01:02:03,004 --> 01:02:05,999
            Bye.

            """);
  }

  @Test
  void writesWebVtt() {
    assertThat(written(CueFormat.VTT, HELLO))
        .isEqualTo(
            """
            WEBVTT

            s.1.0.0
            00:00:00.000 --> 00:00:01.500
            Hello,
            world.

            """);
    assertThat(written(CueFormat.VTT)).isEqualTo("WEBVTT\n\n");
  }

  @Test
  void markUpInTheTextStaysText() {
    assertThat(written(CueFormat.VTT, saying("<c.red>5 > 3 & 2</c> --> x")))
        .contains("&lt;c.red&gt;5 &gt; 3 &amp; 2&lt;/c&gt; --&gt; x\n");
    assertThat(written(CueFormat.SRT, saying("a --> b"))).contains("\na → b\n");
    assertThat(written(CueFormat.SRT, saying("<b>1 < 2</b> {\\an8}")))
        .contains("\n‹b>1 < 2‹/b> { \\an8}\n");
  }

  @Test
  void whatTurnsTheWritingStaysOutOfOtherCues() {
    for (CueFormat format : new CueFormat[] {CueFormat.SRT, CueFormat.VTT}) {
      assertThat(written(format, saying("a \u202eb \u2067c\u0085d"))).contains("\na  b  c d\n");
    }
    assertThat(written(CueFormat.VTT, saying("שלום \u200fعالم"))).contains("\nשלום \u200fعالم\n");
  }

  @Test
  void aCueNeverEndsBeforeItsText() {
    String hostile = "one\n\n\r\ntwo\u0000three\u0007";
    assertThat(written(CueFormat.SRT, saying(hostile)))
        .isEqualTo("1\n00:00:00,000 --> 00:00:01,500\none\ntwo three\n\n");
  }

  @Test
  void aCueWithoutTextIsLeftOutAndNumbersHaveNoHole() {
    assertThat(written(CueFormat.SRT, saying(" "), HELLO)).startsWith("1\n").doesNotContain("2\n");
  }

  @Test
  void aCueWithoutLengthIsShownForAMoment() {
    Cue instant = new Cue("s.1.0.0", 5, 5, List.of(), "x", "en", "");
    assertThat(written(CueFormat.SRT, instant)).contains("00:00:00,005 --> 00:00:00,006");
  }

  @Test
  void longSessionsHaveManyHours() {
    assertThat(CueTimes.of(100L * 3_600_000, ',')).isEqualTo("100:00:00,000");
  }

  @Test
  void writesJson() {
    Cue failed = new Cue("s.1.2.0", 10, 20, List.of(), "Hello", "en", "REASON_MODEL_FAILED");
    assertThat(JSON.readTree(written(CueFormat.JSON, HELLO, failed)))
        .isEqualTo(
            JSON.readTree(
                """
                {"sessionId": "s", "language": "en", "cues": [
                  {"id": "s.1.0.0", "startMs": 0, "endMs": 1500, "text": "Hello, world.",
                   "lines": ["Hello,", "world."], "language": "en"},
                  {"id": "s.1.2.0", "startMs": 10, "endMs": 20, "text": "Hello", "lines": [], "language": "en",
                   "untranslated": "model-failed"}]}
                """));
    assertThat(JSON.readTree(written(CueFormat.JSON)).path("cues")).isEmpty();
  }

  private static final List<CueFormat> TIMED_TEXT = List.of(CueFormat.TTML, CueFormat.EBU_TT_D);

  private static Cue in(String language, String text) {
    return new Cue("s.1.0.0", 0, 1_500, List.of(), text, language, "");
  }

  @Test
  void writesTtml() {
    String ttml = written(CueFormat.TTML, HELLO);
    assertThat(ttml)
        .contains("ttp:profile=\"http://www.w3.org/ns/ttml/profile/imsc1/text\"")
        .contains(
            "<p xml:id=\"cue-1\" region=\"bottom\" style=\"ltr\" begin=\"00:00:00.000\" end=\"00:00:01.500\">"
                + "<span style=\"box\">Hello,<br/>world.</span></p>");
    TimedTextSchema.check(ttml);
    TimedTextSchema.check(written(CueFormat.TTML));
  }

  @Test
  void writesEbuTtD() {
    String ebu = written(CueFormat.EBU_TT_D, HELLO);
    assertThat(ebu)
        .contains("urn:ebu:tt:distribution:2014-01")
        .contains("<tt:span style=\"box\">Hello,<tt:br/>world.</tt:span></tt:p>");
    TimedTextSchema.check(ebu);
  }

  @Test
  void writesALineForEachCaptionAsPlainText() {
    assertThat(written(CueFormat.TXT, HELLO, saying("Bye."))).isEqualTo("Hello, world.\nBye.\n");
  }

  @Test
  void saysWhichWayAndInWhichLanguageALineIsWritten() {
    Exported arabic = new Exported("s", "ar", "en");
    for (CueFormat format : TIMED_TEXT) {
      String file = written(format, arabic, in("ar", "مرحبا"), in("en", "not translated"));
      TimedTextSchema.check(file);
      assertThat(file).contains("xml:lang=\"ar\">").containsOnlyOnce("xml:lang=\"en\"");
      assertThat(file.lines().filter(line -> line.contains("مرحبا")))
          .singleElement()
          .satisfies(line -> assertThat(line).contains("style=\"rtl\""));
      assertThat(file.lines().filter(line -> line.contains("not translated")))
          .singleElement()
          .satisfies(line -> assertThat(line).contains("style=\"ltr\""));
    }
  }

  @Test
  void saysNoLanguageWhereNobodyKnowsIt() {
    String file = written(CueFormat.TTML, new Exported("s", "", ""), in("he", "שלום"));
    TimedTextSchema.check(file);
    assertThat(file).contains("xml:lang=\"\">").contains("xml:lang=\"he\"");
  }

  @Test
  void noTextIsTakenForMarkUpAndNoneBreaksTheFile() {
    String hostile =
        "</span></p><p begin=\"0s\">& ]]> <!-- \u0000\u0008\uFFFE\uD800 \uDC00 \uD83D\uDE00 \u202Eturned";
    for (CueFormat format : TIMED_TEXT) {
      String file = written(format, saying(hostile), in("en\" onload=\"x", "x"));
      TimedTextSchema.parse(file);
      assertThat(file)
          .contains("&lt;/span&gt;&lt;/p&gt;&lt;p begin=&quot;0s&quot;&gt;&amp; ]]&gt; &lt;!--")
          .contains("\uFFFD\uFFFD \uFFFD \uD83D\uDE00")
          .doesNotContain("\u202E")
          .contains("xml:lang=\"en&quot; onload=&quot;x\"");
    }
  }

  @Test
  void aCueOfAMegabyteIsOneCue() {
    String huge = "<b>&\u0000 ".repeat(1 << 17);
    for (CueFormat format : CueFormat.values()) {
      assertThat(written(format, saying(huge), HELLO)).hasSizeGreaterThan(1 << 19);
    }
    TimedTextSchema.check(written(CueFormat.TTML, saying(huge), HELLO));
  }

  @Test
  void knowsWhichWayALanguageIsWritten() {
    assertThat(List.of("ar", "he", "iw", "fa-IR", "ur", "az-Arab", "en-Hebr"))
        .allMatch(TextDirection::isRightToLeft);
    assertThat(List.of("en", "es-419", "ar-Latn", "sd-Deva", "", "not a tag"))
        .noneMatch(TextDirection::isRightToLeft);
  }
}

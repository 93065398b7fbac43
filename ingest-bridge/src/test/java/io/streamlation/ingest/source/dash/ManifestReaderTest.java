package io.streamlation.ingest.source.dash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.streamlation.ingest.address.ByteSpan;
import io.streamlation.ingest.source.dash.Manifest.Part;
import io.streamlation.ingest.source.dash.Manifest.Run;
import io.streamlation.ingest.source.dash.Manifest.SegmentLine;
import io.streamlation.ingest.source.dash.Manifest.Track;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
  private static final String LIVE =
      "type=\"dynamic\" availabilityStartTime=\"2026-11-22T10:00:00Z\"";
  private static final String AUDIO =
      "<AdaptationSet id=\"1\" lang=\"en\" mimeType=\"audio/mp4\" codecs=\"mp4a.40.2\">%s"
          + "<Representation id=\"a\" bandwidth=\"64000\"/></AdaptationSet>";

  private static byte[] mpd(String attributes, String inside) {
    String xml =
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\""
            + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
            + attributes
            + ">"
            + inside
            + "</MPD>";
    return xml.getBytes(StandardCharsets.UTF_8);
  }

  private static Manifest period(String attributes, String template) throws Exception {
    return ManifestReader.read(
        mpd(attributes, "<Period id=\"p\">" + AUDIO.formatted(template) + "</Period>"));
  }

  private static SegmentLine line(String attributes, String template) throws Exception {
    return period(attributes, template).periods().get(0).sounds().get(0).line().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "PT2S, 2000000",
    "PT0.5S, 500000",
    "PT1H2M3.25S, 3723250000",
    "P1DT1S, 86401000000",
    "P0Y0M0DT0H3M30.000S, 210000000",
    "PT500M, 30000000000",
    "PT1.0000009S, 1000000",
  })
  void readsDurations(String written, long us) {
    assertThat(ManifestReader.durationUs(written)).isEqualTo(us);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "PT", "2S", "-PT2S", "PT2", "PT99999999999S", "PT1S ; x"})
  void refusesWhatIsNoDuration(String written) {
    assertThatThrownBy(() -> ManifestReader.durationUs(written))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T10:00:00Z",
        "2026-11-22T10:00:00",
        "2026-11-22T10:00:00.000+00:00",
        " 2026-11-22T11:00:00+01:00 ",
      })
  void readsDates(String written) {
    assertThat(ManifestReader.us(written))
        .isEqualTo(Instant.parse("2026-11-22T10:00:00Z").toEpochMilli() * 1000);
  }

  @Test
  void fillsATemplateWithNumbersAndTimes() throws Exception {
    SegmentLine byNumber =
        line(
            LIVE,
            "<SegmentTemplate timescale=\"1000\" duration=\"2000\" startNumber=\"7\""
                + " initialization=\"i-$RepresentationID$.mp4\""
                + " media=\"$$/$RepresentationID$-$Bandwidth$-$Number%05d$.m4s\"/>");
    assertThat(byNumber.runs()).containsExactly(new Run(7, 0, 2_000, Run.WITHOUT_END, true));
    assertThat(byNumber.initialisation().orElseThrow().address()).isEqualTo("i-a.mp4");
    assertThat(byNumber.addresses().of(12, 10_000).address()).isEqualTo("$/a-64000-00012.m4s");
    assertThat(line(LIVE, timeline("<S t=\"5\" d=\"2000\"/>")).addresses().of(1, 5).address())
        .isEqualTo("5.m4s");
  }

  private static String timeline(String lines) {
    return "<SegmentTemplate timescale=\"1000\" media=\"$Time$.m4s\"><SegmentTimeline>"
        + lines
        + "</SegmentTimeline></SegmentTemplate>";
  }

  @Test
  void readsATimelineWithRepeatsJumpsAndAnOpenEnd() throws Exception {
    assertThat(
            line(
                    LIVE,
                    timeline(
                        "<S t=\"100\" d=\"2000\" r=\"2\"/><S d=\"1000\"/>"
                            + "<S t=\"20000\" d=\"2000\" r=\"-1\"/>"))
                .runs())
        .containsExactly(
            new Run(1, 100, 2_000, 3, false),
            new Run(4, 6_100, 1_000, 1, false),
            new Run(5, 20_000, 2_000, Run.WITHOUT_END, true));
    assertThat(line(LIVE, timeline("<S t=\"0\" d=\"10\" r=\"-1\"/><S t=\"35\" d=\"5\"/>")).runs())
        .as("until the next line begins")
        .containsExactly(new Run(1, 0, 10, 4, true), new Run(5, 35, 5, 1, false));
    assertThat(
            line("mediaPresentationDuration=\"PT5S\"", timeline("<S d=\"2000\" r=\"-1\"/>")).runs())
        .as("until the period ends")
        .containsExactly(new Run(1, 0, 2_000, 3, false));
  }

  @Test
  void aRecordingHasAsManySegmentsAsFit() throws Exception {
    String template = "<SegmentTemplate timescale=\"10\" duration=\"20\" media=\"$Number$.m4s\"/>";
    assertThat(line("mediaPresentationDuration=\"PT7S\"", template).runs())
        .containsExactly(new Run(1, 0, 20, 4, false));
    assertThat(line("mediaPresentationDuration=\"PT6.001S\"", template).runs())
        .as("a rounded length is no segment")
        .containsExactly(new Run(1, 0, 20, 3, false));
    assertThatThrownBy(() -> line("", template)).hasMessageContaining("how long it is");
  }

  @Test
  void theInnermostSaysWhatIsSaidTwice() throws Exception {
    Manifest manifest =
        ManifestReader.read(
            mpd(
                LIVE,
                "<BaseURL>https://cdn.example/</BaseURL><Period><BaseURL>p/</BaseURL>"
                    + "<SegmentTemplate timescale=\"1000\" duration=\"2000\" media=\"x\"/>"
                    + AUDIO.formatted("<SegmentTemplate media=\"$Number$.m4s\" startNumber=\"3\"/>")
                    + "</Period>"));
    Track sound = manifest.periods().get(0).sounds().get(0);
    assertThat(sound.bases()).containsExactly("https://cdn.example/", "p/");
    assertThat(sound.line().orElseThrow().timescale()).isEqualTo(1_000);
    assertThat(sound.line().orElseThrow().addresses().of(3, 0).address()).isEqualTo("3.m4s");
  }

  @Test
  void readsAListOfSegmentsInParts() throws Exception {
    SegmentLine line =
        line(
            "mediaPresentationDuration=\"PT4S\"",
            "<SegmentList timescale=\"1\" duration=\"2\"><Initialization range=\"0-99\"/>"
                + "<SegmentURL mediaRange=\"100-199\"/><SegmentURL media=\"b.mp4\"/>"
                + "</SegmentList>");
    assertThat(line.initialisation()).contains(new Part("", Optional.of(new ByteSpan(0, 100))));
    assertThat(line.addresses().of(1, 0))
        .isEqualTo(new Part("", Optional.of(new ByteSpan(100, 100))));
    assertThat(line.addresses().of(2, 2)).isEqualTo(new Part("b.mp4", Optional.empty()));
    assertThat(line.runs()).containsExactly(new Run(1, 0, 2, 2, false));
  }

  @Test
  void periodsBeginWhereTheOneBeforeEnds() throws Exception {
    String inside = AUDIO.formatted("<SegmentTemplate duration=\"2\" media=\"$Number$\"/>");
    Manifest manifest =
        ManifestReader.read(
            mpd(
                LIVE,
                "<Period id=\"a\" start=\"PT10S\" duration=\"PT20S\">"
                    + inside
                    + "</Period><Period id=\"b\">"
                    + inside
                    + "</Period><Period id=\"c\" start=\"PT60S\">"
                    + inside
                    + "</Period><Period/>"));
    assertThat(manifest.periods())
        .extracting(Manifest.Period::startUs)
        .containsExactly(10_000_000L, 30_000_000L, 60_000_000L);
    assertThat(manifest.periods().get(1).endUs()).hasValue(60_000_000L);
    assertThat(manifest.periods().get(2).endUs()).isEmpty();
  }

  @Test
  void theLastSegmentSaysWhereALiveChannelEnds() throws Exception {
    Manifest manifest =
        period(
            LIVE,
            "<SupplementalProperty schemeIdUri=\"http://dashif.org/guidelines/last-segment-number\""
                + " value=\"5\"/><SegmentTemplate duration=\"2\" media=\"$Number$\"/>");
    assertThat(manifest.endUs()).hasValue(10_000_000L);
  }

  @Test
  void soundsAreToldApartAndWhatCannotBeReadSaysWhy() throws Exception {
    Manifest manifest =
        ManifestReader.read(
            mpd(
                LIVE,
                """
                <Period><SegmentTemplate duration="2" media="$RepresentationID$-$Number$"/>
                <AdaptationSet contentType="video" mimeType="video/mp4" codecs="avc1.4d401f">
                  <Representation id="v" bandwidth="1"/></AdaptationSet>
                <AdaptationSet contentType="audio" lang="de" mimeType="audio/mp4">
                  <Label>Stadion</Label><Role value="commentary"/>
                  <AudioChannelConfiguration value="2"/>
                  <Representation id="hi" bandwidth="192000" codecs="mp4a.40.2" audioSamplingRate="48000"/>
                  <Representation id="lo" bandwidth="64000" codecs="mp4a.40.5" audioSamplingRate="24000"/>
                  <Representation id="odd" bandwidth="1000" codecs="mhm1.0x0d"/></AdaptationSet>
                <AdaptationSet id="7" mimeType="audio/webm" codecs="opus">
                  <Representation id="w" bandwidth="1"/></AdaptationSet>
                <AdaptationSet id="8" mimeType="audio/mp4" codecs="mp4a.40.2">
                  <ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011"/>
                  <Representation id="x" bandwidth="1"/></AdaptationSet></Period>
                """));
    var sounds = manifest.periods().get(0).sounds();
    assertThat(sounds).extracting(Track::id).containsExactly("set-1", "set-7", "set-8");
    Track german = sounds.get(0);
    assertThat(german.name()).isEqualTo("Stadion");
    assertThat(german.role()).isEqualTo("commentary");
    assertThat(german.channels()).isEqualTo(2);
    assertThat(german.sampleRateHz()).isEqualTo(24_000);
    assertThat(german.line().orElseThrow().addresses().of(1, 0).address()).isEqualTo("lo-1");
    assertThat(sounds.get(1).obstacle()).contains("audio/webm");
    assertThat(sounds.get(2).obstacle()).contains("encrypted");
  }

  @Test
  void soundThatIsMixedWithThePictureIsTakenWhereThereIsNoOther() throws Exception {
    Manifest manifest =
        ManifestReader.read(
            mpd(
                LIVE,
                "<Period><AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f,mp4a.40.2\">"
                    + "<SegmentTemplate duration=\"2\" media=\"$Number$\"/>"
                    + "<Representation id=\"v\" bandwidth=\"9\"/></AdaptationSet></Period>"));
    assertThat(manifest.periods().get(0).sounds()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE MPD [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><MPD>&x;</MPD>",
        "<!DOCTYPE MPD SYSTEM \"http://169.254.169.254/x.dtd\"><MPD/>",
        "<!DOCTYPE MPD [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><MPD>&b;</MPD>",
        "<MPD>&undeclared;</MPD>",
        "<MPD type=\"dynamic\"/>",
        "<html/>",
        "#EXTM3U",
        "",
        "<MPD><Period xmlns:x=\"http://www.w3.org/1999/xlink\" x:href=\"http://10.0.0.1/p\"/></MPD>",
      })
  void whatIsNoManifestIsSaidToBeNone(String xml) {
    assertThatThrownBy(() -> ManifestReader.read(xml.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ManifestReader.Unreadable.class)
        .hasMessageNotContaining("root:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<SegmentTemplate duration=\"0\" media=\"x\"/>",
        "<SegmentTemplate duration=\"-2\" media=\"x\"/>",
        "<SegmentTemplate duration=\"99999\" media=\"x\"/>",
        "<SegmentTemplate timescale=\"0\" duration=\"2\" media=\"x\"/>",
        "<SegmentTemplate timescale=\"99999999999\" duration=\"2\" media=\"x\"/>",
        "<SegmentTemplate startNumber=\"999999999999999999\" duration=\"2\" media=\"x\"/>",
        "<SegmentTemplate presentationTimeOffset=\"999999999999999999\" duration=\"2\" media=\"x\"/>",
        "<SegmentTemplate duration=\"2\"/>",
        "<SegmentTemplate duration=\"9223372036854775808\" media=\"x\"/>",
        "<SegmentTemplate media=\"x\"><SegmentTimeline><S d=\"1\" r=\"9223372036854775807\"/></SegmentTimeline></SegmentTemplate>",
        "<SegmentTemplate media=\"x\"><SegmentTimeline><S t=\"999999999999999999\" d=\"1\"/></SegmentTimeline></SegmentTemplate>",
        "<SegmentTemplate media=\"x\"><SegmentTimeline><S d=\"1\" r=\"-1\"/><S d=\"1\"/></SegmentTimeline></SegmentTemplate>",
        "<SegmentTemplate media=\"x\"><SegmentTimeline><S t=\"-1\" d=\"1\"/></SegmentTimeline></SegmentTemplate>",
        "<SegmentList duration=\"2\"/>",
        "<SegmentList duration=\"2\"><SegmentURL mediaRange=\"9-1\"/></SegmentList>",
      })
  void numbersThatCannotBeMeantAreRefused(String template) {
    assertThatThrownBy(() -> period(LIVE, template)).isInstanceOf(ManifestReader.Unreadable.class);
  }

  @Test
  void sizeIsNoBurden() throws Exception {
    String deep = "<a>".repeat(50_000);
    assertThatThrownBy(() -> ManifestReader.read(mpd(LIVE, deep)))
        .isInstanceOf(ManifestReader.Unreadable.class);
    assertThatThrownBy(() -> ManifestReader.read(mpd(LIVE, "<a/>".repeat(300_000))))
        .isInstanceOf(ManifestReader.Unreadable.class);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          Manifest day = period(LIVE, timeline("<S d=\"2000\" r=\"0\"/>".repeat(40_000)));
          long now = day.epochUs().getAsLong() + 200_000_000_000L;
          TrackLine line =
              new TrackLine(day, chosen(day), day.epochUs().getAsLong(), true, now, now);
          assertThat(line.newest().orElseThrow().presentationMs()).isEqualTo(39_999 * 2_000);
        });
  }

  private static java.util.List<TrackLine.Chosen> chosen(Manifest manifest) {
    return manifest.periods().stream()
        .map(p -> new TrackLine.Chosen(p, p.sounds().get(0)))
        .toList();
  }

  /** Whatever comes, it is one exception or a manifest, and soon. */
  @Test
  void bytesThatWereTamperedWithAreReadOrRefused() throws Exception {
    byte[] good =
        mpd(
            LIVE + " minimumUpdatePeriod=\"PT2S\" timeShiftBufferDepth=\"PT20S\"",
            "<Period id=\"p\" start=\"PT0S\">"
                + AUDIO.formatted(
                    timeline("<S t=\"100\" d=\"2000\" r=\"2\"/><S d=\"1\" r=\"-1\"/>"))
                + "</Period>");
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "0123456789-<>/\"".charAt(random.nextInt(15));
      }
      try {
        Manifest manifest = ManifestReader.read(bytes);
        read++;
        if (!manifest.periods().isEmpty() && !manifest.periods().get(0).sounds().isEmpty()) {
          long epochUs = manifest.epochUs().orElse(0);
          long nowUs = epochUs + 3_600_000_000L;
          TrackLine line = new TrackLine(manifest, chosen(manifest), epochUs, true, nowUs, nowUs);
          line.newest().ifPresent(s -> line.from(s.startUs()));
        }
      } catch (ManifestReader.Unreadable e) {
        assertThat(e).hasMessageStartingWith("it is no manifest that can be followed: ");
      }
    }
    assertThat(read).isBetween(100, 19_900);
  }
}

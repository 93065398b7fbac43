package io.streamlation.control.captions;

import static io.streamlation.control.Said.caption;
import static io.streamlation.control.Said.say;
import static io.streamlation.control.Said.translation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamlation.contracts.v1.Caption;
import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import io.streamlation.control.ControlApiUnderTest.Bytes;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Files of a session that is still on air, and of a whole day. */
class ExportTest {
  private static final Instant ON_AIR = Instant.parse("2026-03-01T20:00:00Z");
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "srt", "application/x-subrip;charset=UTF-8",
          "vtt", "text/vtt;charset=UTF-8",
          "ttml", "application/ttml+xml;codecs=im1t;charset=UTF-8",
          "ebuttd.xml", "application/ttml+xml;codecs=etd1;charset=UTF-8",
          "txt", "text/plain;charset=UTF-8",
          "json", "application/json;charset=UTF-8");

  private final ControlApiUnderTest api = ControlApiUnderTest.shared();
  private final UUID session = api.createSession();

  private Answer export(String what) {
    return api.get("/api/v1/sessions/" + session + "/captions." + what);
  }

  private List<String> texts(String query) {
    List<String> texts = new ArrayList<>();
    export("json?" + query).json().path("cues").forEach(c -> texts.add(c.path("text").asString()));
    return texts;
  }

  private static String at(Instant instant) {
    return URLEncoder.encode(instant.toString(), StandardCharsets.UTF_8);
  }

  /** One, two and three, at 1, 2 and 3 s, in two languages. */
  private void threeCaptions(boolean dated) {
    int second = 1;
    for (String[] said :
        List.of(
            new String[] {"one", "uno"},
            new String[] {"two", "dos"},
            new String[] {"three", "tres"})) {
      Caption.Builder caption = caption(session, second, said[0]);
      var translation = translation(caption.build(), "es", said[1]);
      if (dated) {
        long us = ON_AIR.plusSeconds(second).toEpochMilli() * 1_000;
        caption.setProgramDateTimeUs(us);
        translation.setProgramDateTimeUs(us);
      }
      say(caption.build());
      say(translation.build());
      second++;
    }
    await()
        .untilAsserted(
            () ->
                assertThat(api.bean(TranscriptLog.class).after(session, 0, Set.of(), 9))
                    .hasSize(6));
  }

  @Test
  void aSessionOnAirIsWrittenInEveryFormat() {
    threeCaptions(false);
    for (CueFormat format : CueFormat.values()) {
      Answer file = export(format.extension() + "?language=es");
      assertThat(file.status()).isEqualTo(200);
      assertThat(file.header("Content-Type")).isEqualTo(MEDIA_TYPES.get(format.extension()));
      assertThat(file.header("Content-Disposition"))
          .isEqualTo("attachment; filename=\"" + session + ".es." + format.extension() + "\"");
      assertThat(file.body()).containsSubsequence("uno", "dos", "tres");
    }
    TimedTextSchema.check(export("ttml").body());
    assertThat(export("ttml").body()).contains("xml:lang=\"en\">");
    TimedTextSchema.check(export("ebuttd.xml?language=es").body());
  }

  @Test
  void aCaptionIsInOneOfTwoRangesThatAdjoin() {
    threeCaptions(false);
    assertThat(texts("to=2000")).containsExactly("one");
    assertThat(texts("from=2000")).containsExactly("two", "three");
    assertThat(texts("from=2000&to=3000&language=es")).containsExactly("dos");
    assertThat(texts("from=2001&to=2001")).isEmpty();
    assertThat(export("srt?from=3000").body())
        .isEqualTo("1\n00:00:03,000 --> 00:00:04,000\nthree\n\n");
  }

  @Test
  void aRangeMayBeOfTheSourcesClock() {
    threeCaptions(true);
    assertThat(texts("from=" + at(ON_AIR.plusSeconds(2)))).containsExactly("two", "three");
    assertThat(texts("language=es&to=" + at(ON_AIR.plusSeconds(2)))).containsExactly("uno");
    assertThat(texts("from=2000&to=" + at(ON_AIR.plusSeconds(3)))).containsExactly("two");
    assertThat(texts("from=2026-03-01T21:00:02%2B01:00")).containsExactly("two", "three");
  }

  @Test
  void aRangeThatIsNoneIsRefusedInWords() {
    for (String query :
        List.of(
            "from=x",
            "to=-1",
            "from=99999999999999999999",
            "from=2026-03-01",
            "from=2000&to=1000")) {
      Answer refused = export("vtt?" + query);
      assertThat(refused.status()).as(query).isEqualTo(422);
      JsonNode complaint = refused.json().path("errors").get(0);
      assertThat(complaint.path("field").asString())
          .isEqualTo(query.contains("to=") ? "to" : "from");
    }
    threeCaptions(false);
    Answer undated = export("vtt?from=" + at(ON_AIR));
    assertThat(undated.status()).isEqualTo(422);
    assertThat(undated.body()).contains("SOURCE: the source of session").contains("milliseconds");
  }

  /** A caption every three seconds, and its translation. */
  private int aDay() {
    int captions = 24 * 3_600 / 3;
    JdbcClient jdbc = api.bean(JdbcClient.class);
    jdbc.sql(
            """
            insert into caption (id, org_id, session_id, epoch, utterance_start_sample, segment, state, text, lines,
              language, media_start_sample, media_end_sample, epoch_offset_samples, message, stored_at)
            select s.id || '.7.' || n * 48000 || '.0', s.org_id, s.id, 7, n * 48000, 0, 'final',
              'caption ' || n || ' of a day in which somebody always speaks',
              array['caption ' || n || ' of a day', 'in which somebody always speaks'],
              'en', n * 48000, n * 48000 + 47000, 0, '', now()
            from session s, generate_series(0, :last) n where s.id = :session
            """)
        .param("last", captions - 1)
        .param("session", session)
        .update();
    jdbc.sql(
            """
            insert into translation (caption_id, target_language, org_id, session_id, epoch, utterance_start_sample,
              segment, text, lines, source_language, source_text, media_start_sample, media_end_sample,
              epoch_offset_samples, message, stored_at)
            select id, 'es', org_id, session_id, epoch, utterance_start_sample, 0, 'es: ' || text, lines, 'en', text,
              media_start_sample, media_end_sample, 0, '', now()
            from caption where session_id = :session
            """)
        .param("session", session)
        .update();
    return captions;
  }

  @Test
  void aDayIsWrittenInSeconds() {
    int captions = aDay();
    String last = CueTimes.of(3_000L * (captions - 1), '.');
    for (CueFormat format : CueFormat.values()) {
      System.gc();
      heap().forEach(MemoryPoolMXBean::resetPeakUsage);
      long before = heap().stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
      long startNanos = System.nanoTime();
      Bytes file =
          api.bytes(
              "/api/v1/sessions/" + session + "/captions." + format.extension() + "?language=es");
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
      System.out.printf(
          "a day of %,d captions as %s: %.2f s, %.1f MB, heap at most %,d MB over what was held%n",
          captions, format, seconds, file.count() / 1e6, Math.max(0, peak - before) / 1_000_000);
      assertThat(file.count()).isGreaterThan(captions * 40L);
      assertThat(seconds).as("%s", format).isLessThan(15);
    }
    assertThat(export("ttml?language=es&from=" + 3_000L * (captions - 1)).body())
        .contains("begin=\"" + last + "\"");
    TimedTextSchema.check(export("ebuttd.xml").body());
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }
}

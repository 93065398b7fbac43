package io.streamlation.ingest.source.dash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.dash.Encoder.Style;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.telemetry.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The source in simulated time: a real origin and a real fetcher, and a clock that is ours. */
class DashSourceTest {
  private static final long MINUTE = 60_000;

  private Origin origin;
  private Origin inside;
  private CheckedHttp http;

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    inside = new Origin();
    inside.serve("/secret", "secret");
    http =
        new CheckedHttp(
            new AddressCheck(
                Set.of("http"),
                Set.of(80, inside.port()),
                Set.of(new HostPort("127.0.0.1", origin.port())),
                HostLookup.ofTheSystem()),
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5), 3),
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    http.close();
    origin.close();
    inside.close();
  }

  private DashSource source(Encoder encoder) {
    return source(encoder, AudioWish.ofSpeech("en"));
  }

  private DashSource source(Encoder encoder, AudioWish wish) {
    return new DashSource(
        origin.url("/live.mpd"),
        wish,
        http,
        new DashLimits(1 << 20, 1 << 20, false),
        new Metrics(new PrometheusRegistry()),
        encoder,
        encoder::nanos);
  }

  /** Listens for so long in simulated time, as a channel would, and notes what came. */
  private static List<Piece> listen(DashSource source, Encoder encoder, long ms) throws Exception {
    List<Piece> came = new ArrayList<>();
    listen(source, encoder, ms, came);
    return came;
  }

  private static void listen(DashSource source, Encoder encoder, long ms, List<Piece> came)
      throws Exception {
    long untilMs = encoder.sinceBeganMs() + ms;
    while (encoder.sinceBeganMs() < untilMs) {
      Piece piece = source.next();
      if (piece instanceof Piece.Later later) {
        encoder.pass(Math.max(1, later.pause().toMillis()));
      } else {
        came.add(piece);
        if (piece instanceof Piece.Ended) {
          break;
        }
      }
    }
  }

  private static List<Long> sequences(List<Piece> came) {
    return came.stream()
        .filter(Piece.Media.class::isInstance)
        .map(p -> ((Piece.Media) p).mediaSequence())
        .toList();
  }

  private static List<Piece.Lost> losses(List<Piece> came) {
    return came.stream().filter(Piece.Lost.class::isInstance).map(Piece.Lost.class::cast).toList();
  }

  private static List<Long> every2s(long fromMs, long toMs) {
    return LongStream.iterate(fromMs, at -> at <= toMs, at -> at + 2_000).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource(names = {"BY_NUMBER", "TIMELINE"})
  void holdsForSixHours(Style style) throws Exception {
    Encoder encoder = new Encoder(origin, style).at(MINUTE);
    encoder.periodMs = 10 * MINUTE;
    encoder.segmentMs = 6_000;
    DashSource source = source(encoder);
    List<Piece> came = listen(source, encoder, 360 * MINUTE);
    assertThat(losses(came)).isEmpty();
    List<Long> sequences = sequences(came);
    assertThat(sequences).hasSizeGreaterThan(3_590);
    assertThat(sequences)
        .as("each of them, once")
        .isEqualTo(
            LongStream.iterate(42_000, at -> at + 6_000).limit(sequences.size()).boxed().toList());
    assertThat(came.stream().filter(p -> p instanceof Piece.Media m && m.beginsSection()))
        .as("the first one, and one for each period that begins")
        .hasSize(1 + 36);
    Piece.Media last = (Piece.Media) came.get(came.size() - 1);
    assertThat(last.programDateTimeUs())
        .hasValue((Encoder.BEGAN.toEpochMilli() + last.mediaSequence()) * 1_000);
    assertThat(encoder.sinceBeganMs() - last.mediaSequence()).as("ms behind").isLessThan(19_000);
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void aSegmentThatIsLateIsWaitedFor(Style style) throws Exception {
    Encoder encoder = new Encoder(origin, style).at(MINUTE);
    DashSource source = source(encoder);
    listen(source, encoder, 10_000);
    encoder.isLateBy(1_500);
    assertThat(losses(listen(source, encoder, MINUTE))).isEmpty();
    encoder.isLateBy(5_000);
    assertThat(losses(patiently(source, encoder, MINUTE))).isEmpty();
  }

  /** As a channel does: what is trouble now may not be in a moment. */
  private static List<Piece> patiently(DashSource source, Encoder encoder, long ms)
      throws Exception {
    List<Piece> came = new ArrayList<>();
    long untilMs = encoder.sinceBeganMs() + ms;
    while (encoder.sinceBeganMs() < untilMs) {
      try {
        listen(source, encoder, untilMs - encoder.sinceBeganMs(), came);
      } catch (SourceTrouble trouble) {
        assertThat(trouble.hope()).isEqualTo(SourceTrouble.Hope.PASSING);
        assertThat(source.giveUp(trouble)).as("nothing is lost by waiting").isEmpty();
        encoder.pass(1_000);
      }
    }
    return came;
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void aSegmentThatIsNotThereWhileOthersAreIsLost(Style style) throws Exception {
    Encoder encoder = new Encoder(origin, style).at(MINUTE);
    encoder.holes.addAll(List.of(35L, 40L, 41L, 42L));
    DashSource source = source(encoder);
    List<Piece> came = patiently(source, encoder, MINUTE);
    assertThat(losses(came))
        .extracting(Piece.Lost::guessedSamples)
        .containsExactly(2L * 16_000, 6L * 16_000);
    assertThat(losses(came))
        .extracting(Piece.Lost::reason)
        .containsOnly(Gap.Reason.REASON_SEGMENT_LOST);
    List<Long> expected = new ArrayList<>(every2s(54_000, 110_000));
    expected.removeAll(List.of(70_000L, 80_000L, 82_000L, 84_000L));
    assertThat(sequences(came)).startsWith(expected.toArray(new Long[0]));
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void anEncoderThatStandsStillCostsWhatTheWindowDoesNotHold(Style style) throws Exception {
    Encoder encoder = new Encoder(origin, style).at(MINUTE);
    DashSource source = source(encoder);
    listen(source, encoder, 10_000);
    encoder.standsStillAt(70_000);
    List<Piece> still = patiently(source, encoder, 5 * MINUTE);
    assertThat(losses(still)).as("nothing is lost while nothing is there").isEmpty();
    encoder.holes.addAll(LongStream.range(35, 180).boxed().collect(Collectors.toSet()));
    encoder.goesOn();
    int asked = origin.asked().size();
    List<Piece> again = patiently(source, encoder, 10_000);
    assertThat(again.get(0)).isInstanceOf(Piece.Lost.class);
    long first = sequences(again).get(0);
    assertThat(first).isEqualTo(360_000);
    assertThat(losses(again).stream().mapToLong(Piece.Lost::guessedSamples).sum())
        .as("from the last segment that came to the first that does")
        .isEqualTo((first - 70_000) * 16);
    assertThat(origin.asked().size() - asked).as("questions to find it").isLessThan(40);
  }

  @Test
  void aFrozenManifestIsSilenceAndNotTheEnd() throws Exception {
    Encoder encoder = new Encoder(origin, Style.TIMELINE).at(MINUTE);
    DashSource source = source(encoder);
    listen(source, encoder, 2_000);
    encoder.manifestsUntilMs = Encoder.BEGAN.toEpochMilli() + MINUTE;
    List<Piece> frozen = listen(source, encoder, 12_000);
    assertThat(frozen).noneMatch(Piece.Ended.class::isInstance);
    encoder.manifestsUntilMs = Long.MAX_VALUE;
    List<Piece> again = listen(source, encoder, 10_000);
    assertThat(losses(again)).isEmpty();
    assertThat(sequences(again)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void theEndIsTheEnd(Style style) throws Exception {
    Encoder encoder = new Encoder(origin, style).at(MINUTE);
    DashSource source = source(encoder);
    listen(source, encoder, 10_000);
    encoder.at(80_000).ends();
    List<Piece> rest = listen(source, encoder, MINUTE);
    assertThat(rest.get(rest.size() - 1)).isInstanceOf(Piece.Ended.class);
    assertThat(losses(rest)).isEmpty();
    assertThat(sequences(rest)).endsWith(76_000L, 78_000L);
    assertThat(source.lead()).as("it is not a recording").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void anEncoderThatBeginsAnewIsFollowed(Style style) throws Exception {
    Encoder encoder = new Encoder(origin, style).at(MINUTE);
    DashSource source = source(encoder);
    List<Piece> before = listen(source, encoder, 10_000);
    long reachedMs = sequences(before).get(before.size() - 1) + 2_000;
    encoder.beganMs = Encoder.BEGAN.toEpochMilli() + 75_000;
    List<Piece> after = patiently(source, encoder.at(90_000), 10_000);
    assertThat(sequences(after)).startsWith(0L, 2_000L);
    Piece.Media first =
        (Piece.Media)
            after.stream().filter(Piece.Media.class::isInstance).findFirst().orElseThrow();
    assertThat(first.beginsSection()).isTrue();
    assertThat(first.programDateTimeUs())
        .as("the gap between is as long as the dates say")
        .hasValue((Encoder.BEGAN.toEpochMilli() + 75_000) * 1_000);
    assertThat(reachedMs).isLessThan(75_000);
  }

  @Test
  void aManifestThatGoesBackIsWaitedOutAndOneThatStaysBackIsANewOne() throws Exception {
    Encoder encoder = new Encoder(origin, Style.TIMELINE).at(10 * MINUTE);
    DashSource source = source(encoder);
    listen(source, encoder, 10_000);
    long here = encoder.sinceBeganMs();
    encoder.manifestsUntilMs = Encoder.BEGAN.toEpochMilli() + here - 4_000;
    assertThat(listen(source, encoder, 3_000)).as("an older copy brings nothing").isEmpty();
    encoder.manifestsUntilMs = Long.MAX_VALUE;
    assertThat(losses(listen(source, encoder, 10_000))).isEmpty();

    encoder.shiftMs = -8 * MINUTE; // it was set up anew, with a clock that is wrong
    List<Piece> back = listen(source, encoder, 20_000);
    assertThat(losses(back)).hasSize(1);
    assertThat(losses(back).get(0).reason()).isEqualTo(Gap.Reason.REASON_DISCONTINUITY);
    assertThat(sequences(back)).isSorted();
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void goesOnWhereItWasLeftWhileTheWindowHoldsIt(Style style) throws Exception {
    Encoder encoder = new Encoder(origin, style).at(MINUTE);
    SourcePosition place = place(66_000, 8_000);
    DashSource source = source(encoder.at(80_000));
    source.seek(place, Gap.Reason.REASON_BRIDGE_AWAY);
    List<Piece> came = listen(source, encoder, 100);
    assertThat(losses(came)).isEmpty();
    assertThat(sequences(came)).containsExactlyElementsOf(every2s(64_000, 78_000));
    assertThat(((Piece.Media) came.get(0)).publishFromSample())
        .as("the one before warms the decoder up")
        .isEqualTo(Long.MAX_VALUE);
    assertThat(((Piece.Media) came.get(1)).publishFromSample()).isEqualTo(8_000);
    assertThat(((Piece.Media) came.get(2)).publishFromSample()).isZero();

    DashSource late = source(encoder.at(20 * MINUTE));
    late.seek(place, Gap.Reason.REASON_BRIDGE_AWAY);
    Piece first = late.next();
    assertThat(first).isInstanceOf(Piece.Lost.class);
    assertThat(((Piece.Lost) first).reason()).isEqualTo(Gap.Reason.REASON_BRIDGE_AWAY);
    long next = ((Piece.Media) late.next()).mediaSequence();
    assertThat(((Piece.Lost) first).guessedSamples()).isEqualTo((next - 66_500) * 16);
  }

  private static SourcePosition place(long segmentMs, long samples) {
    return SourcePosition.newBuilder()
        .setMediaSequence(segmentMs)
        .setSampleInSegment(samples)
        .setSegmentUri("whatever.m4s")
        .setProgramDateTimeUs(
            (Encoder.BEGAN.toEpochMilli() + segmentMs) * 1_000 + samples * 1_000_000 / 16_000)
        .build();
  }

  @Test
  void anOriginThatFailsIsPassingTroubleAndCostsNothing() throws Exception {
    Encoder encoder = new Encoder(origin, Style.BY_NUMBER).at(MINUTE);
    DashSource source = source(encoder);
    listen(source, encoder, 4_000);
    origin.answer("/live.mpd", Origin.status(503));
    List<Piece> came = patiently(source, encoder, 10_000);
    assertThat(sequences(came)).as("known segments need no manifest").hasSize(5);
    origin.answer("/36.m4s", Origin.status(500));
    origin.answer("/live.mpd", e -> Origin.bytes(encoder.manifest().getBytes(UTF_8)).give(e));
    assertThatThrownBy(() -> listen(source, encoder, 10_000))
        .isInstanceOfSatisfying(
            SourceTrouble.class,
            t -> {
              assertThat(t.code()).isEqualTo("dash-segment-500");
              assertThat(t.getMessage()).contains("/36.m4s answers 500");
            });
  }

  @Test
  void theOriginsClockCountsAndNotOurs() throws Exception {
    for (String clock :
        List.of(
            "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-iso:2014\" value=\"/now\"/>",
            "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:ntp:2014\" value=\"pool.example\"/>"
                + "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-xsdate:2014\" value=\"/now\"/>")) {
      Encoder encoder = new Encoder(origin, Style.BY_NUMBER).at(MINUTE);
      origin.serve("/now", Encoder.BEGAN.plusSeconds(60).toString());
      encoder.clocks = clock;
      Clock wrong = Clock.offset(encoder, Duration.ofMinutes(-5));
      DashSource source =
          new DashSource(
              origin.url("/live.mpd"),
              AudioWish.ofSpeech("en"),
              http,
              new DashLimits(1 << 20, 1 << 20, false),
              new Metrics(new PrometheusRegistry()),
              wrong,
              encoder::nanos);
      assertThat(sequences(listen(source, encoder, 10_000))).startsWith(54_000L, 56_000L, 58_000L);
    }
  }

  @Test
  void withoutAClockInTheManifestTheDateOfTheAnswerMendsOurs() throws Exception {
    Encoder encoder = new Encoder(origin, Style.BY_NUMBER);
    encoder.clocks = "";
    // The origin's own web server dates its answers by the true time, whatever we take it for.
    encoder.at(Clock.systemUTC().millis() - Encoder.BEGAN.toEpochMilli());
    Clock wrong = Clock.offset(encoder, Duration.ofMinutes(5));
    DashSource source =
        new DashSource(
            origin.url("/live.mpd"),
            AudioWish.ofSpeech("en"),
            http,
            new DashLimits(1 << 20, 1 << 20, false),
            new Metrics(new PrometheusRegistry()),
            wrong,
            encoder::nanos);
    assertThat(encoder.sinceBeganMs() - sequences(listen(source, encoder, 100)).get(0))
        .as("ms from the edge, and not five minutes in the future")
        .isBetween(5_000L, 12_000L);
  }

  static Stream<String> forbidden() {
    return Stream.of(
        "file:///etc/passwd",
        "data:audio/mp4;base64,AAAA",
        "INSIDE/secret",
        "//127.0.0.1:1/a",
        "http://2130706433/a",
        "http://0x7f.1/a",
        "http://[::1]/a",
        "http://[::ffff:127.0.0.1]/a",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/a",
        "http://user:secret@example.com/a",
        "http://example.com:22/a");
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void noReferenceLeadsThere(String reference) {
    String to = reference.replace("INSIDE", inside.url(""));
    refuses(live("<BaseURL>" + to + "</BaseURL>", "", "init.mp4", "$Number$.m4s"));
    refuses(live("", "<BaseURL>" + to + "</BaseURL>", "init.mp4", "$Number$.m4s"));
    refuses(live("", "", to, "$Number$.m4s"));
    refuses(live("", "", "init.mp4", to + "?$Number$"));
    refuses(live("<Location>" + to + "</Location>", "", "init.mp4", "$Number$.m4s"));
    refuses(
        live(
            "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-iso:2014\" value=\"" + to + "\"/>",
            "",
            "init.mp4",
            "$Number$.m4s"));
    if (to.chars().allMatch(c -> c < 0x80)) {
      origin.answer("/live.mpd", Origin.redirect(to));
      refusesWhatIsServed();
    }
  }

  private static String live(String head, String inSet, String initialisation, String media) {
    return "<MPD type=\"dynamic\" availabilityStartTime=\"2020-01-01T00:00:00Z\">"
        + head
        + "<Period id=\"p\"><AdaptationSet mimeType=\"audio/mp4\" codecs=\"mp4a.40.2\">"
        + inSet
        + "<SegmentTemplate duration=\"2\" initialization=\""
        + initialisation
        + "\" media=\""
        + media
        + "\"/><Representation id=\"a\"/></AdaptationSet></Period></MPD>";
  }

  private void refuses(String manifest) {
    origin.serve("/live.mpd", manifest).serve("/init.mp4", "x");
    refusesWhatIsServed();
  }

  private void refusesWhatIsServed() {
    DashSource source =
        new DashSource(
            origin.url("/live.mpd"),
            AudioWish.ofSpeech("en"),
            http,
            new DashLimits(1 << 20, 1 << 20, false),
            new Metrics(new PrometheusRegistry()),
            Clock.systemUTC(),
            System::nanoTime);
    assertThatThrownBy(source::next)
        .isInstanceOfSatisfying(
            SourceTrouble.class,
            trouble -> {
              assertThat(trouble.code()).isEqualTo("address-refused");
              assertThat(trouble).hasMessageNotContaining("user:secret");
            });
    assertThat(inside.asked()).isEmpty();
  }

  @Test
  void whatCannotBeHeardIsSaidAtOnceAndForGood() {
    String set =
        "<MPD type=\"dynamic\" availabilityStartTime=\"2020-01-01T00:00:00Z\"><Period id=\"p\">"
            + "<AdaptationSet id=\"4\" lang=\"de\" mimeType=\"%s\" codecs=\"%s\">%s"
            + "<SegmentTemplate duration=\"2\" media=\"$Number$\"/><Representation id=\"a\"/>"
            + "</AdaptationSet></Period></MPD>";
    fails(set.formatted("audio/webm", "opus", ""), "", "dash-sound-unreadable", "audio/webm");
    fails(
        set.formatted("audio/mp4", "mp4a.40.2", "<ContentProtection/>"),
        "",
        "dash-sound-unreadable",
        "encrypted");
    fails(set.formatted("audio/mp4", "mhm1", ""), "", "dash-sound-unreadable", "mhm1");
    fails(set.formatted("video/mp4", "avc1", ""), "", "dash-no-audio", "no adaptation set");
    fails(
        set.formatted("audio/mp4", "mp4a.40.2", ""),
        "fr",
        "audio-track-unknown",
        "no audio track \"fr\"; it has set-4 (de)");
  }

  private void fails(String manifest, String track, String code, String said) {
    origin.serve("/live.mpd", manifest);
    DashSource source = source(new Encoder(origin, Style.BY_NUMBER), new AudioWish(track, "en"));
    assertThatThrownBy(source::next)
        .isInstanceOfSatisfying(
            SourceTrouble.class,
            t -> {
              assertThat(t.code()).isEqualTo(code);
              assertThat(t.hope()).isEqualTo(SourceTrouble.Hope.NONE);
              assertThat(t.getMessage()).contains(said);
              assertThat(t.action()).isNotBlank();
            });
  }

  @Test
  void theOneThatIsWishedIsHeard() throws Exception {
    String sets =
        "<MPD type=\"dynamic\" availabilityStartTime=\"2020-01-01T00:00:00Z\"><Period id=\"p\">";
    for (String each : List.of("eng", "deu", "de-AT", "fr")) {
      sets +=
          "<AdaptationSet id=\"%1$s\" lang=\"%1$s\" mimeType=\"audio/mp4\">".formatted(each)
              + (each.equals("deu") ? "<Role value=\"commentary\"/>" : "")
              + (each.equals("fr") ? "<Label>Bretagne</Label>" : "")
              + "<SegmentTemplate duration=\"2\" media=\"%s-$Number$\"/>".formatted(each)
              + "<Representation id=\"a\" codecs=\"mp4a.40.2\"/></AdaptationSet>";
    }
    origin.serve("/live.mpd", sets + "</Period></MPD>");
    origin.otherwise(Origin.bytes(new byte[] {1}));
    assertThat(heard("", "en")).isEqualTo("eng");
    assertThat(heard("", "de")).as("what is main before what is not").isEqualTo("de-AT");
    assertThat(heard("", "ja")).as("the first").isEqualTo("eng");
    assertThat(heard("set-deu", "en")).isEqualTo("deu");
    assertThat(heard("Bretagne", "en")).isEqualTo("fr");
    assertThat(heard("fra", "en")).isEqualTo("fr");
  }

  private String heard(String track, String language) throws Exception {
    DashSource source =
        new DashSource(
            origin.url("/live.mpd"),
            new AudioWish(track, language),
            http,
            new DashLimits(1 << 20, 1 << 20, false),
            new Metrics(new PrometheusRegistry()),
            Clock.systemUTC(),
            System::nanoTime);
    Piece.Media media = (Piece.Media) source.next();
    assertThat(source.outline().renditions()).filteredOn(r -> r.heard()).hasSize(1);
    assertThat(source.grantsTrack()).isTrue();
    return media.uri().replaceFirst(".*/", "").replaceFirst("-\\d+$", "");
  }

  @Test
  void aLocationIsWhereItIsLoadedFromTheNextTime() throws Exception {
    Encoder encoder = new Encoder(origin, Style.TIMELINE).at(MINUTE);
    encoder.head = "<Location>/elsewhere/here.mpd</Location>";
    DashSource source = source(encoder);
    listen(source, encoder, 10_000);
    assertThat(origin.asked()).filteredOn(p -> p.endsWith("live.mpd")).hasSize(1);
    assertThat(origin.asked()).contains("/elsewhere/here.mpd");
    assertThat(Optional.of(source.outline().live())).contains(true);
  }
}

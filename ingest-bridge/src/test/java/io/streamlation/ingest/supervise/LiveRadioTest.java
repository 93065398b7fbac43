package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.httpaudio.HttpAudioDial;
import io.streamlation.ingest.source.receive.LineLimits;
import io.streamlation.ingest.source.receive.LineSource;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Radio;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Audio over HTTP without an end, from a server of our own that does as Icecast does. */
@Tag("ingest")
class LiveRadioTest {
  private static final int SECOND = 16_000;
  private static final int RECORDED_S = 40;
  private static final LineLimits LIMITS =
      new LineLimits(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofMillis(1200));

  @TempDir private static Path folder;

  private Origin origin;
  private Desk desk;
  private CheckedHttp http;

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    http =
        new CheckedHttp(
            new AddressCheck(
                Set.of("http"),
                Set.of(80),
                Set.of(new HostPort("127.0.0.1", origin.port())),
                HostLookup.ofTheSystem()),
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5), 3),
            Clock.systemUTC());
    desk =
        new Desk(0, true, Optional.empty())
            .opening(
                plan ->
                    new LineSource(
                        new HttpAudioDial(plan.getSource().getUrl(), http, System::nanoTime),
                        LIMITS,
                        Clock.systemUTC(),
                        System::nanoTime));
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    http.close();
    origin.close();
  }

  private SessionPlan plan(String path) {
    return Desk.plan(origin.url(path), Source.Protocol.PROTOCOL_HTTP_AUDIO);
  }

  private static byte[] recorded(String name) throws Exception {
    Path file = folder.resolve(name);
    return Files.readAllBytes(Files.exists(file) ? file : Studio.file(folder, name, RECORDED_S));
  }

  private boolean said(String code) {
    return desk.events().stream().anyMatch(e -> e.getCode().equals(code));
  }

  private List<AudioFrame> gaps() {
    return desk.frames().stream().filter(AudioFrame::hasGap).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp3", "a.aac", "a.opus"})
  void goesOnAtTheVeryFrameAfterAShortBreak(String name) throws Exception {
    byte[] programme = recorded(name);
    int head = name.endsWith(".opus") ? Radio.oggHead(programme) : 0;
    Radio radio = new Radio(programme, head, RECORDED_S, 2.5);
    origin.answer("/live", radio.on());
    Channel channel = desk.air(plan("/live"));
    desk.until("3 s are heard", () -> desk.heard() >= 3 * SECOND);
    radio.hangUp();
    desk.until("the end is said", () -> said("http-audio-ended"));
    long before = desk.heard();
    desk.until("it goes on", () -> desk.heard() >= before + 2 * SECOND);
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    Desk.assertTiles(desk.frames());
    assertThat(gaps()).isEmpty();
    assertThat(Desk.sound(desk.frames())).isEqualTo(beginningOf(name, programme));
  }

  /** The same recording decoded in one go, as long as what was heard. */
  private byte[] beginningOf(String name, byte[] programme) throws Exception {
    try (Desk quiet = new Desk(origin.port(), true, Optional.of(folder))) {
      Files.write(folder.resolve("whole-" + name), programme);
      Channel channel = quiet.air(Desk.plan("whole-" + name, Source.Protocol.PROTOCOL_FILE));
      int bytes = Desk.sound(desk.frames()).length;
      quiet.until(
          "as much is played", () -> Desk.sound(quiet.frames()).length >= bytes + 2 * SECOND);
      channel.release(End.Reason.REASON_STOPPED, "test");
      quiet.untilDone(channel);
      return Arrays.copyOf(Desk.sound(quiet.frames()), bytes);
    }
  }

  @Test
  void afterALongBreakWhatIsMissingIsAGap() throws Exception {
    Radio radio = new Radio(recorded("a.aac"), 0, RECORDED_S, 0.1);
    origin.answer("/live", radio.on());
    Channel channel = desk.air(plan("/live"));
    desk.until("2 s are heard", () -> desk.heard() >= 2 * SECOND);
    origin.answer("/live", Origin.status(404));
    radio.hangUp();
    desk.until("it is gone", () -> said("http-audio-404"));
    long goneAtMs = System.currentTimeMillis();
    desk.until("a while passes", () -> System.currentTimeMillis() - goneAtMs > 1500);
    origin.answer("/live", radio.on());
    long before = desk.heard();
    desk.until("it is heard again", () -> desk.heard() >= before + SECOND);
    channel.release(End.Reason.REASON_STOPPED, "test");
    desk.untilDone(channel);
    List<AudioFrame> frames = desk.frames();
    Desk.assertTiles(frames);
    assertThat(gaps()).hasSize(1);
    long firstMs = frames.get(0).getCapturedAtMs();
    AudioFrame end = frames.get(frames.size() - 1);
    assertThat(end.getStartSample() / 16).isCloseTo(end.getCapturedAtMs() - firstMs, offset(700L));
  }

  @Test
  void aFrozenServerAPageAndAListAreToldApart() throws Exception {
    Radio radio = new Radio(recorded("a.mp3"), 0, RECORDED_S, 1);
    origin.answer("/live", radio.on());
    desk.air(plan("/live"));
    desk.until("1 s is heard", () -> desk.heard() >= SECOND);
    radio.freeze(true);
    desk.until("it is noticed", () -> said("http-audio-silent"));
    for (String type : List.of("text/html", "audio/x-scpls")) {
      origin.answer(
          "/" + type,
          exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            Origin.bytes(new byte[1000]).give(exchange);
          });
      desk.air(plan("/" + type));
    }
    desk.until("a page is told", () -> said("http-audio-is-none"));
    desk.until("a list is told", () -> said("http-audio-is-a-list"));
    assertThat(desk.events())
        .filteredOn(e -> e.getKind() == SessionEvent.Kind.KIND_RETRYING)
        .allMatch(e -> !e.getAction().isBlank());
  }
}

package io.streamlation.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.bulletin.Progress;
import io.streamlation.bulletin.sound.BulletinTape;
import io.streamlation.bulletin.sound.ESpeak;
import io.streamlation.contracts.CaptionIds;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.stack.Port;
import io.streamlation.infra.stack.Ports;
import io.streamlation.infra.stack.Stack;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState.ComponentState;
import io.streamlation.infra.stack.StackState.Life;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.stack.Supervisor;
import io.streamlation.infra.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole road on the real stack: a broker, a database, a Flink cluster, the bridge and the API
 * as processes, a channel on air, and a client that knows only the public doors.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SpineIT {
  private static final long SEED = 20_261;
  private static final Duration ON_AIR = Duration.ofSeconds(45);
  private static final Duration ON_TAPE = Duration.ofSeconds(30);
  private static final Duration STACK_IS_UP = Duration.ofSeconds(180);
  private static final Duration BOOKS_CLOSE = Duration.ofSeconds(90);

  @TempDir static Path data;
  private static StackSettings settings;
  private static Supervisor supervisor;
  private static ControlClient client;

  @BeforeAll
  static void startTheStack() throws IOException {
    Path root = Path.of(System.getProperty("streamlation.root")).toAbsolutePath().normalize();
    int offset = freeOffset();
    settings =
        StackSettings.of(
            root,
            data,
            Optional.empty(),
            Map.of(
                "port.offset",
                String.valueOf(offset),
                "allow.source",
                Port.HOST + ":" + (Port.DEMO.usual() + offset)));
    supervisor = Stack.supervisor(settings);
    supervisor.start();
    until(STACK_IS_UP, "the stack is up", () -> supervisor.state().phase() != Phase.STARTING);
    assertThat(supervisor.state().phase())
        .as("%s%n%s", supervisor.state().failure(), logTails())
        .isEqualTo(Phase.READY);
    client =
        new ControlClient(
            settings.apiUrl(), Files.readString(settings.runFolder().ownerToken()).strip());
  }

  @AfterAll
  static void stopTheStack() {
    if (supervisor == null) {
      return;
    }
    supervisor.close();
    assertThat(supervisor.state().components()).allMatch(c -> c.pid() == 0);
    assertThat(Stream.of(Port.values()).filter(p -> Ports.isTaken(settings.port(p)))).isEmpty();
  }

  @Test
  @Order(1)
  void aLiveBulletinIsCaptionedTranslatedAndSpokenAndEverySampleIsAccountedFor() throws Exception {
    DemoReport report;
    try (Demo demo =
        Demo.start(
            new Terminal(System.out, false, 100),
            client,
            settings.runFolder(),
            SEED,
            Optional.of(ON_AIR),
            settings.port(Port.DEMO),
            Clock.systemUTC())) {
      demo.awaitEndOfBulletin();
      report = demo.account();
    }
    JsonNode json = report.json();
    report.summary().forEach(System.out::println);

    assertThat(report.isGood()).as("%s%n%s", json.toPrettyString(), logTails()).isTrue();
    assertThat(json.path("ledger").path("unaccountedSamples").asLong()).isZero();
    assertThat(json.path("gaps").asLong()).isZero();
    assertThat(json.path("mediaSeconds").asDouble()).isBetween(40.0, 50.0);
    assertThat(json.path("finals").path("en").asInt()).isPositive();
    assertThat(json.path("translations").path("es").asInt())
        .isEqualTo(json.path("finals").path("en").asInt());
    JsonNode speech = json.path("speech");
    assertThat(speech.path("clips").path("es").asInt())
        .as("every translation was spoken: %s", speech.toPrettyString())
        .isEqualTo(json.path("translations").path("es").asInt());
    assertThat(speech.path("skipped")).isEmpty();
    assertThat(speech.path("measured"))
        .allSatisfy(
            clip -> {
              assertThat(clip.path("durationMs").asInt()).isBetween(500, 10_000);
              assertThat(clip.path("rmsDbfs").asDouble()).isBetween(-30.0, -6.0);
            });
    assertThat(json.path("ledger").path("speak:es").path("clips").asInt())
        .isEqualTo(speech.path("clips").path("es").asInt());
    assertThat(json.path("scored").path("sentences").asInt()).isPositive();
    assertThat(json.path("wer").asDouble()).as(json.toPrettyString()).isLessThan(.15);
    assertThat(json.path("translationExactRate").asDouble()).isGreaterThanOrEqualTo(.8);
  }

  @Test
  @Order(2)
  void everyProcessShowsItsFigures() throws Exception {
    String bridge = page(Port.BRIDGE_METRICS, "/metrics");
    String engines = page(Port.ENGINES_METRICS, "/metrics");
    String flink = page(Port.FLINK_METRICS, "/metrics");
    String control = page(Port.CONTROL, "/actuator/prometheus");
    assertThat(bridge).contains("streamlation_");
    assertThat(engines).contains("jvm_");
    assertThat(flink).contains("flink_");
    assertThat(control).contains("streamlation_");
    assertThat(NamedMetrics.missingFrom(settings.root(), List.of(bridge, engines, flink, control)))
        .as("what the dashboard and the alerts ask for")
        .isEmpty();
  }

  @Test
  @Order(3)
  void aKilledFlinkChangesNoFinalAndNoByteOfSpeech() throws Exception {
    Path wav = settings.fileRoot().resolve("bulletin.wav");
    BulletinTape.record(SEED, ON_TAPE, new ESpeak(), wav, Progress.SILENT);

    String undisturbed = open(wav);
    awaitBalance(undisturbed);

    String disturbed = open(wav);
    until(
        ON_TAPE,
        "the first caption of the disturbed session is final",
        () -> cues(disturbed, "en").size() > 0);
    ComponentState flink = supervisor.state().component("flink-jobs").orElseThrow();
    ProcessHandle.of(flink.pid()).orElseThrow().destroyForcibly();
    until(
        STACK_IS_UP,
        "Flink is back",
        () ->
            supervisor.state().component("flink-jobs").orElseThrow().restarts()
                    == flink.restarts() + 1
                && supervisor.state().component("flink-jobs").orElseThrow().life() == Life.READY);
    awaitBalance(disturbed);

    for (String language : List.of("en", "es")) {
      assertThat(cues(undisturbed, language)).isNotEmpty();
      assertThat(cues(disturbed, language)).isEqualTo(cues(undisturbed, language));
    }
    assertThat(clips(undisturbed)).hasSameSizeAs(cues(undisturbed, "es"));
    assertThat(clips(disturbed)).isEqualTo(clips(undisturbed));
  }

  /** Every byte of every clip, by its place. */
  private static Map<String, String> clips(String session) {
    Map<String, String> clips = new TreeMap<>();
    for (JsonNode clip : client.clips(session)) {
      String place =
          CaptionIds.withoutSession(clip.path("captionId").asText()).replaceFirst("^\\d+\\.", "");
      clips.put(
          place + " " + clip.path("language").asText(),
          Base64.getEncoder().encodeToString(client.sound(clip.path("audio").asText())));
    }
    return clips;
  }

  private static String open(Path wav) {
    return client
        .create(
            new ControlClient.NewSession(
                Optional.of("tape"),
                "file",
                settings.fileRoot().relativize(wav).toString(),
                "en",
                List.of(),
                Map.of("es", ""),
                Optional.empty()))
        .path("id")
        .asText();
  }

  private static void awaitBalance(String session) {
    until(
        ON_TAPE.plus(BOOKS_CLOSE),
        "the ledger of " + session + " balances",
        () -> client.ledger(session).path("balanced").asBoolean());
  }

  /** The stored finals: where, when and what; the session and its epoch are left out of the ids. */
  private static List<String> cues(String session, String language) {
    List<String> cues = new ArrayList<>();
    for (JsonNode cue : client.captions(session, language).path("cues")) {
      String place =
          CaptionIds.withoutSession(cue.path("id").asText()).replaceFirst("^\\d+\\.", "");
      cues.add(
          "%s %d-%d %s"
              .formatted(
                  place,
                  cue.path("startMs").asLong(),
                  cue.path("endMs").asLong(),
                  cue.path("text").asText()));
    }
    return cues;
  }

  private static String page(Port port, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + Port.HOST + ":" + settings.port(port) + path))
            .header(
                "Authorization",
                "Bearer " + Files.readString(settings.runFolder().ownerToken()).strip())
            .timeout(Duration.ofSeconds(10))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static int freeOffset() {
    return IntStream.iterate(1_100, n -> n < 30_000, n -> n + 137)
        .filter(n -> Stream.of(Port.values()).noneMatch(p -> Ports.isTaken(p.usual() + n)))
        .findFirst()
        .orElseThrow();
  }

  /** What a CI run needs to see when it fails: the folder is gone afterwards. */
  private static String logTails() {
    StringBuilder tails = new StringBuilder();
    for (ComponentState c : supervisor.state().components()) {
      try {
        List<String> lines = Files.readAllLines(Path.of(c.log()));
        tails.append("---- ").append(c).append('\n');
        lines
            .subList(Math.max(0, lines.size() - 15), lines.size())
            .forEach(l -> tails.append(l).append('\n'));
      } catch (IOException e) {
        tails.append("---- ").append(c.name()).append(": no log\n");
      }
    }
    return tails.toString();
  }

  private static void until(Duration limit, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("waited %s in vain until %s%n%s", limit, what, logTails())
          .isLessThan(end);
      LockSupport.parkNanos(200_000_000);
    }
  }
}

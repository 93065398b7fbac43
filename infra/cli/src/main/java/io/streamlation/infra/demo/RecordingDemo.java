package io.streamlation.infra.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.infra.client.ApiAway;
import io.streamlation.infra.client.ApiRefused;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.client.LiveSocket;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A recording, or a stream of somebody's, on air: its captions as they come, and in the end how
 * they differ from an offline run over the same sound. {@link #close} ends it at any moment.
 */
public final class RecordingDemo implements AutoCloseable {
  private static final String TRANSLATED = "es";
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(365);

  private final StackSettings settings;
  private final ControlClient client;
  private final Terminal terminal;
  private final String spoken;
  private final Optional<Path> file;
  private final HeardSoFar heard = new HeardSoFar();
  private final CaptionBoard board;
  private final String sessionId;
  private final Books books;
  private final LiveSocket socket;

  /**
   * @param source a file, or the address of an HLS playlist
   * @param spoken BCP-47 of the speech
   */
  public static RecordingDemo start(
      Terminal terminal,
      ControlClient client,
      StackSettings settings,
      String source,
      String spoken,
      Clock clock)
      throws IOException {
    boolean stream = source.matches("[a-z]+://.*");
    Optional<Path> file = stream ? Optional.empty() : Optional.of(Path.of(source));
    String address = stream ? source : putBelowFileRoot(settings, file.get());
    return new RecordingDemo(
        terminal, client, settings, file, stream ? "hls" : "file", address, spoken, clock);
  }

  /** The bridge plays files from one folder only. */
  private static String putBelowFileRoot(StackSettings settings, Path file) throws IOException {
    String name = "demo-" + file.getFileName();
    Files.createDirectories(settings.fileRoot());
    Files.copy(file, settings.fileRoot().resolve(name), StandardCopyOption.REPLACE_EXISTING);
    return name;
  }

  private RecordingDemo(
      Terminal terminal,
      ControlClient client,
      StackSettings settings,
      Optional<Path> file,
      String protocol,
      String address,
      String spoken,
      Clock clock) {
    this.terminal = terminal;
    this.client = client;
    this.settings = settings;
    this.file = file;
    this.spoken = spoken;
    this.board = new CaptionBoard(terminal, TRANSLATED);
    this.sessionId =
        client
            .create(
                new ControlClient.NewSession(
                    Optional.of("Recording " + address),
                    protocol,
                    address,
                    spoken,
                    List.of(TRANSLATED),
                    Map.of(),
                    Optional.empty()))
            .path("id")
            .asText();
    this.books = new Books(terminal, client, sessionId, heard, TRANSLATED);
    this.socket =
        LiveSocket.watch(
            client,
            sessionId,
            List.of(),
            new LiveSocket.Listener() {
              @Override
              public void heard(LiveMessage message, WallTime receivedAt) {
                heard.take(message, receivedAt);
                board.take(message);
              }

              @Override
              public void lost(String why) {
                terminal.line("The live socket was lost (" + why + "); it goes on where it was.");
              }
            },
            clock);
  }

  public String sessionId() {
    return sessionId;
  }

  /** Returns when the recording has ended, or the session failed. */
  public void awaitEnd() throws InterruptedException {
    books.awaitOver(AS_LONG_AS_IT_TAKES);
  }

  /**
   * @param transcript what is said in it, where that is known
   */
  public ObjectNode account(Optional<Path> transcript) throws IOException, InterruptedException {
    JsonNode ledger = books.awaitClosed();
    board.finish();
    List<Caption> finals = heard.finals();
    String text = joined(finals.stream().map(Caption::getText).toList());
    ObjectNode told = ControlClient.JSON.createObjectNode();
    told.put("source", file.map(f -> f.getFileName().toString()).orElse("stream"));
    told.set("packs", ControlClient.JSON.valueToTree(settings.packs()));
    told.put("captions", finals.size());
    told.put("text", text);
    told.set("lagMs", DemoReport.lag(heard));
    told.put("balanced", ledger.path("balanced").asBoolean());
    if (file.isPresent()) {
      terminal.provisional("  … hearing the recording once more, offline");
      Recording.Heard offline = Recording.offline(settings, file.get(), spoken, TRANSLATED);
      terminal.provisional("");
      told.set("offline", Recording.told(offline));
      told.set(
          "captionsAgainstOffline", told(WordDifference.between(joined(offline.captions()), text)));
      told.set(
          "translationsAgainstOffline",
          told(
              WordDifference.between(
                  joined(offline.translations()),
                  joined(finals.stream().map(c -> heard.translationOf(c, TRANSLATED)).toList()))));
    }
    if (transcript.isPresent()) {
      told.set(
          "wordErrors", told(WordDifference.ofSpeech(Files.readString(transcript.get()), text)));
    }
    return told;
  }

  private static String joined(List<String> texts) {
    return String.join(" ", texts);
  }

  private static ObjectNode told(WordDifference difference) {
    ObjectNode told =
        ControlClient.JSON
            .createObjectNode()
            .put("words", difference.words())
            .put("differ", difference.edits())
            .put("rate", Math.round(difference.rate() * 1000) / 1000.0);
    told.set("places", ControlClient.JSON.valueToTree(difference.places()));
    return told;
  }

  /** Something was heard, the ledger balances, and nothing differs from the offline run. */
  public static boolean isGood(JsonNode account) {
    return account.path("captions").asInt() > 0
        && account.path("balanced").asBoolean()
        && account.path("captionsAgainstOffline").path("differ").asInt(0) == 0
        && account.path("translationsAgainstOffline").path("differ").asInt(0) == 0;
  }

  /** One line for each figure. */
  public static List<String> summary(JsonNode account) {
    JsonNode lag = account.path("lagMs");
    String offline =
        account.has("offline")
            ? "%s of %s words of captions differ, %s of %s of translations"
                .formatted(
                    account.at("/captionsAgainstOffline/differ").asText(),
                    account.at("/captionsAgainstOffline/words").asText(),
                    account.at("/translationsAgainstOffline/differ").asText(),
                    account.at("/translationsAgainstOffline/words").asText())
            : "not compared: a stream cannot be heard twice";
    String score =
        account.has("wordErrors")
            ? String.format(
                Locale.ROOT,
                "WER %.1f %% (%d of %d words)",
                100 * account.at("/wordErrors/rate").asDouble(),
                account.at("/wordErrors/differ").asInt(),
                account.at("/wordErrors/words").asInt())
            : "no --transcript, no word error rate";
    return List.of(
        "heard       %d captions".formatted(account.path("captions").asInt()),
        "offline     " + offline,
        "score       " + score,
        "lag         finals p50 %d ms, p95 %d ms; the recogniser takes %s s for a second of speech"
            .formatted(
                lag.path("p50").asLong(),
                lag.path("p95").asLong(),
                account.at("/offline/realTimeFactor").asText("?")),
        "ledger      " + (account.path("balanced").asBoolean() ? "balanced" : "NOT balanced"));
  }

  @Override
  public void close() {
    socket.close();
    if (!books.areClosed()) {
      try {
        client.stop(sessionId);
      } catch (ApiAway | ApiRefused e) {
        terminal.line("The session could not be stopped: " + e.getMessage());
      }
    }
  }
}

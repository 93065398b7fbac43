package io.streamlation.infra.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.terminal.Terminal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of a session: that it is over, that its ledger is closed, and that we saw all of it. */
final class Books {
  /** After the end of the sound: the last utterance is heard, stored, and the books are closed. */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(60);

  private final Terminal terminal;
  private final ControlClient client;
  private final String sessionId;
  private final HeardSoFar heard;
  private final String target;
  private volatile boolean closed;

  /**
   * @param target the one language translated into
   */
  Books(
      Terminal terminal, ControlClient client, String sessionId, HeardSoFar heard, String target) {
    this.terminal = terminal;
    this.client = client;
    this.sessionId = sessionId;
    this.heard = heard;
    this.target = target;
  }

  boolean areClosed() {
    return closed;
  }

  boolean isOver() {
    String state = client.session(sessionId).path("actual").path("state").asText();
    return state.equals("ended") || state.equals("stopped") || state.equals("failed");
  }

  /** The source's end ends the session; one that does not notice is for the caller to stop. */
  void awaitOver(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!isOver() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /** Until the ledger is closed and everything it holds has also reached this client. */
  JsonNode awaitClosed() throws InterruptedException {
    long end = System.nanoTime() + CLOSE_WITHIN.toNanos();
    JsonNode ledger = client.ledger(sessionId);
    while (!(ledger.path("balanced").asBoolean() && allReachedUs(ledger))
        && System.nanoTime() < end) {
      terminal.provisional("  … closing the books");
      TimeUnit.MILLISECONDS.sleep(250);
      ledger = client.ledger(sessionId);
    }
    terminal.provisional("");
    closed = ledger.path("closed").asBoolean();
    return ledger;
  }

  private boolean allReachedUs(JsonNode ledger) {
    JsonNode stored = ledger.path("sums").path("stored");
    return heard.finalCount() >= stored.path("captions").asInt()
        && heard.translationCount() >= stored.path("translations:" + target).asInt()
        && heard.spokenCount() >= stored.path("clips:" + target).asInt();
  }
}

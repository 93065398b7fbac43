package io.streamlation.infra.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.bulletin.Progress;
import io.streamlation.bulletin.air.ChannelSettings;
import io.streamlation.bulletin.air.LiveChannel;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.infra.client.ApiAway;
import io.streamlation.infra.client.ApiRefused;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.client.LiveSocket;
import io.streamlation.infra.stack.RunFolder;
import io.streamlation.infra.terminal.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One run: the bulletin goes on air, a session is opened for it, captions are shown, and in the end
 * the account is made. {@link #close} ends it at any moment and leaves nothing on air.
 */
public final class Demo implements AutoCloseable {
  private static final String SPOKEN = "en";
  private static final String TRANSLATED = "es";
  private static final String BEST_VOICE = "";

  /** The encoder's last segment and the bridge's reading of it. */
  private static final Duration END_IS_NOTICED_WITHIN = Duration.ofSeconds(20);

  private final Terminal terminal;
  private final ControlClient client;
  private final Clock clock;
  private final LiveChannel channel;
  private final HeardSoFar heard = new HeardSoFar();
  private final CaptionBoard board;
  private final String sessionId;
  private final WallTime openedAt;
  private final LiveSocket socket;
  private final Books books;

  /**
   * @param seed decides every word and sample
   * @param length how long the bulletin is; empty: until closed
   */
  public static Demo start(
      Terminal terminal,
      ControlClient client,
      RunFolder folder,
      long seed,
      Optional<Duration> length,
      int originPort,
      Clock clock) {
    ChannelSettings settings =
        ChannelSettings.ofSeed(seed).withPort(originPort).withFolder(folder.demo());
    settings = length.map(settings::withLength).orElse(settings);
    LiveChannel channel = LiveChannel.start(settings, shownIn(terminal));
    try {
      return new Demo(terminal, client, channel, clock);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private Demo(Terminal terminal, ControlClient client, LiveChannel channel, Clock clock) {
    this.terminal = terminal;
    this.client = client;
    this.channel = channel;
    this.clock = clock;
    this.board = new CaptionBoard(terminal, TRANSLATED);
    this.sessionId =
        client
            .create(
                new ControlClient.NewSession(
                    Optional.of("News bulletin " + channel.script().seed()),
                    "hls",
                    channel.playlistUrl(),
                    SPOKEN,
                    List.of(),
                    Map.of(TRANSLATED, BEST_VOICE),
                    Optional.empty()))
            .path("id")
            .asText();
    this.books = new Books(terminal, client, sessionId, heard, TRANSLATED);
    this.openedAt = new WallTime(clock.millis());
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

  public String playlistUrl() {
    return channel.playlistUrl();
  }

  /** Returns when the bulletin has ended by itself, or the channel failed. */
  public void awaitEndOfBulletin() throws InterruptedException {
    while (channel.isOnAir()) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    if (channel.trouble().isPresent()) {
      terminal.line("The channel went off the air: " + channel.trouble().get());
    }
  }

  /** Waits until all was heard and the books are closed, then says how it was. */
  public DemoReport account() throws InterruptedException {
    books.awaitOver(END_IS_NOTICED_WITHIN);
    client.stop(sessionId);
    JsonNode ledger = books.awaitClosed();
    board.finish();
    return new DemoReport(
        channel.script(),
        channel.onAirSinceEpochMs(),
        openedAt.epochMs(),
        heard,
        ClipFigures.of(client, sessionId),
        ledger);
  }

  /** Takes session, socket and channel down. */
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
    channel.close();
  }

  private static Progress shownIn(Terminal terminal) {
    return (step, share) -> {
      if (share >= 1) {
        terminal.provisional("");
        terminal.line("  ✓ " + step);
      } else {
        terminal.provisional("  … %s %d %%".formatted(step, Math.round(100 * share)));
      }
    };
  }
}

package io.streamlation.infra.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Identify;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.LiveRequest;
import io.streamlation.contracts.v1.LogPosition;
import io.streamlation.contracts.v1.Watch;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches one session's captions and status. A lost socket is opened again and goes on after the
 * last place seen, so that no final is missed.
 */
public final class LiveSocket implements AutoCloseable {
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(1);
  private static final JsonFormat.Parser JSON = JsonFormat.parser().ignoringUnknownFields();

  /** Told of everything the server says about the session, one at a time, in order. */
  public interface Listener {
    void heard(LiveMessage message, WallTime receivedAt);

    /** The socket was lost and will be opened again. */
    default void lost(String why) {}
  }

  private final ControlClient client;
  private final String sessionId;
  private final List<String> languages;
  private final Listener listener;
  private final Clock clock;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile LogPosition seen;

  private LiveSocket(
      ControlClient client,
      String sessionId,
      List<String> languages,
      Listener listener,
      Clock clock) {
    this.client = client;
    this.sessionId = sessionId;
    this.languages = List.copyOf(languages);
    this.listener = listener;
    this.clock = clock;
    this.thread = new Thread(this::stayOpen, "live-socket");
    thread.setDaemon(true);
  }

  /**
   * @param languages BCP-47 tags; empty: every language of the session
   */
  public static LiveSocket watch(
      ControlClient client,
      String sessionId,
      List<String> languages,
      Listener listener,
      Clock clock) {
    LiveSocket socket = new LiveSocket(client, sessionId, languages, listener, clock);
    socket.thread.start();
    return socket;
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stayOpen() {
    try {
      while (closing.getCount() > 0) {
        String why = untilItEnds();
        if (closing.getCount() > 0) {
          listener.lost(why);
          closing.await(REOPEN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One socket's life; returns why it ended. */
  private String untilItEnds() throws InterruptedException {
    CompletableFuture<String> end = new CompletableFuture<>();
    WebSocket socket;
    try {
      String ticket = client.webSocketTicket();
      socket =
          client
              .http()
              .newWebSocketBuilder()
              .connectTimeout(Duration.ofSeconds(5))
              .buildAsync(
                  URI.create(client.baseUrl().replaceFirst("^http", "ws") + "/api/v1/live"),
                  new Receiver(end))
              .join();
      socket.sendText(JsonFormat.printer().print(identify(ticket)), true).join();
    } catch (ApiAway | ApiRefused | CompletionException | InvalidProtocolBufferException e) {
      return e.getMessage();
    }
    while (!end.isDone() && closing.getCount() > 0) {
      closing.await(100, TimeUnit.MILLISECONDS);
    }
    if (end.isDone()) {
      socket.abort();
      return end.join();
    }
    try {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      socket.abort();
    }
    return "closed";
  }

  private LiveRequest identify(String ticket) {
    Watch.Builder watch = Watch.newBuilder().setSessionId(sessionId).addAllLanguages(languages);
    if (seen != null) {
      watch.setResume(seen);
    }
    return LiveRequest.newBuilder()
        .setIdentify(Identify.newBuilder().setTicket(ticket).addWatch(watch))
        .build();
  }

  private final class Receiver implements WebSocket.Listener {
    private final CompletableFuture<String> end;
    private final StringBuilder text = new StringBuilder();

    Receiver(CompletableFuture<String> end) {
      this.end = end;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      WallTime now = new WallTime(clock.millis());
      text.append(part);
      if (last) {
        take(text.toString(), now);
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void take(String json, WallTime now) {
      LiveMessage.Builder message = LiveMessage.newBuilder();
      try {
        JSON.merge(json, message);
      } catch (InvalidProtocolBufferException e) {
        end.complete("the server said something that is not a LiveMessage: " + e.getMessage());
        return;
      }
      if (message.hasAt()) {
        seen = message.getAt();
      }
      listener.heard(message.build(), now);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      end.complete("the server closed the socket (" + code + " " + reason + ")");
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      end.complete("the socket failed: " + error);
    }
  }
}

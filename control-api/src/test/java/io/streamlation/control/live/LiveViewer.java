package io.streamlation.control.live;

import com.google.protobuf.util.JsonFormat;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.LogPosition;
import io.streamlation.control.ControlApiUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client nobody here wrote (the JDK's WebSocket), reading canonical JSON. */
final class LiveViewer implements WebSocket.Listener, AutoCloseable {
  private final LinkedBlockingQueue<LiveMessage> arrived = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder frame = new StringBuilder();
  private final WebSocket socket;

  private LiveViewer(ControlApiUnderTest api, String origin) {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (!origin.isEmpty()) {
      builder.header("Origin", origin);
    }
    socket =
        builder
            .buildAsync(URI.create(api.url("/api/v1/live").replaceFirst("http", "ws")), this)
            .join();
  }

  static LiveViewer connect(ControlApiUnderTest api) {
    return new LiveViewer(api, "");
  }

  static LiveViewer connect(ControlApiUnderTest api, String origin) {
    return new LiveViewer(api, origin);
  }

  static String ticket(ControlApiUnderTest api) {
    return api.post("/api/v1/ws-tickets", "").json().path("ticket").asString();
  }

  static LiveViewer watching(ControlApiUnderTest api, UUID session) {
    LiveViewer viewer = connect(api);
    viewer.say(
        "{\"identify\": {\"ticket\": \"%s\", \"watch\": [{\"sessionId\": \"%s\"}]}}"
            .formatted(ticket(api), session));
    return viewer;
  }

  static LiveViewer resuming(ControlApiUnderTest api, UUID session, LogPosition from) {
    LiveViewer viewer = connect(api);
    viewer.say(
        """
        {"identify": {"ticket": "%s", "watch": [{"sessionId": "%s",
          "resume": {"log": "%s", "position": "%d"}}]}}
        """
            .formatted(ticket(api), session, from.getLog(), from.getPosition()));
    return viewer;
  }

  void say(String json) {
    socket.sendText(json, true).join();
  }

  /** All messages up to and with the first that is so; heartbeats and standings left out. */
  List<LiveMessage> until(Predicate<LiveMessage> is) {
    List<LiveMessage> seen = new ArrayList<>();
    while (true) {
      LiveMessage next = next();
      if ((next.hasHeartbeat() || next.hasStatus()) && !is.test(next)) {
        continue;
      }
      seen.add(next);
      if (is.test(next)) {
        return seen;
      }
    }
  }

  private LiveMessage next() {
    try {
      LiveMessage message = arrived.poll(15, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError(
            "nothing came for 15 s; closed: " + closed.getNow("no, the socket is open"));
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Why the server closed the socket. */
  String whyClosed() {
    return closed.orTimeout(15, TimeUnit.SECONDS).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    frame.append(data);
    if (last) {
      try {
        LiveMessage.Builder message = LiveMessage.newBuilder();
        JsonFormat.parser().merge(frame.toString(), message);
        arrived.add(message.build());
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        closed.completeExceptionally(e);
      }
      frame.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }

  /** Gone without a goodbye. */
  void drop() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.abort();
  }
}

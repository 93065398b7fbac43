package io.streamlation.control.live;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.v1.LiveRequest;
import io.streamlation.control.ControlSettings;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** The wire of {@code /api/v1/live}: frames in, frames out, nothing decided here. */
@Component
class LiveSocket extends TextWebSocketHandler {
  private static final Logger log = LoggerFactory.getLogger(LiveSocket.class);
  private static final String CLIENT = "streamlation.client";
  private static final String BEGUN = "streamlation.begun";

  private final LiveHub hub;
  private final ControlSettings settings;
  private final TaskScheduler timer;
  private final Clock clock;

  LiveSocket(LiveHub hub, ControlSettings settings, TaskScheduler timer, Clock clock) {
    this.hub = hub;
    this.settings = settings;
    this.timer = timer;
    this.clock = clock;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession socket) {
    hub.opened(new Wire(socket), socket.getHandshakeHeaders().getOrigin())
        .ifPresent(
            client -> {
              socket.getAttributes().put(CLIENT, client);
              ScheduledFuture<?> unused =
                  timer.schedule(
                      () -> hub.closeIfUnidentified(client),
                      clock.instant().plus(settings.live().identifyWithin()));
            });
  }

  @Override
  protected void handleTextMessage(WebSocketSession socket, TextMessage message) {
    LiveClient client = (LiveClient) socket.getAttributes().get(CLIENT);
    if (client == null) {
      return;
    }
    Optional<String> whole = whole(socket, message);
    if (whole.isEmpty()) {
      return;
    }
    LiveRequest request;
    try {
      request = LiveJson.request(whole.get());
    } catch (InvalidProtocolBufferException e) {
      if (client.caller().isEmpty()) {
        client.close(LiveClient.POLICY_VIOLATION, "the first message must be identify");
      } else {
        client.refuse(
            null, "unreadable", "The message is not a LiveRequest in JSON: " + e.getMessage());
      }
      return;
    }
    try {
      hub.asked(client, request);
    } catch (DataAccessException | TransactionException e) {
      log.warn("PLATFORM: the database did not answer a live request", e);
      client.close(CloseStatus.SERVER_ERROR.getCode(), "the database does not answer; try again");
    }
  }

  /**
   * A long one comes in parts: a buffer for the longest there may be would stand for each socket.
   */
  @Override
  public boolean supportsPartialMessages() {
    return true;
  }

  private static Optional<String> whole(WebSocketSession socket, TextMessage message) {
    StringBuilder begun = (StringBuilder) socket.getAttributes().get(BEGUN);
    if (begun == null && message.isLast()) {
      return Optional.of(message.getPayload());
    }
    StringBuilder text = begun == null ? new StringBuilder() : begun;
    text.append(message.getPayload());
    if (text.length() > LiveJson.MOST_BYTES) {
      socket.getAttributes().remove(BEGUN);
      close(socket, CloseStatus.TOO_BIG_TO_PROCESS.withReason("a message is too long"));
      return Optional.empty();
    }
    if (!message.isLast()) {
      socket.getAttributes().put(BEGUN, text);
      return Optional.empty();
    }
    socket.getAttributes().remove(BEGUN);
    return Optional.of(text.toString());
  }

  private static void close(WebSocketSession socket, CloseStatus status) {
    try {
      socket.close(status);
    } catch (IOException | RuntimeException e) {
      log.debug("live socket {} was closed already", socket.getId(), e);
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
    if (socket.getAttributes().get(CLIENT) instanceof LiveClient client) {
      hub.gone(client);
    }
  }

  @Override
  public void handleTransportError(WebSocketSession socket, Throwable thrown) {
    log.debug("live socket {} broke", socket.getId(), thrown);
  }

  /** Sends without holding a thread. */
  private final class Wire implements Outlet {
    private final WebSocketSession socket;
    private final RemoteEndpoint.Async remote;

    Wire(WebSocketSession socket) {
      this.socket = socket;
      this.remote =
          ((StandardWebSocketSession) socket).getNativeSession(Session.class).getAsyncRemote();
      this.remote.setSendTimeout(settings.live().sendTimeout().toMillis());
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> done) {
      try {
        remote.sendText(text, (SendResult result) -> done.accept(result.getException()));
      } catch (RuntimeException e) {
        done.accept(e); // closed meanwhile
      }
    }

    @Override
    public void close(int code, String reason) {
      LiveSocket.close(socket, new CloseStatus(code, reason));
    }
  }
}

package io.streamlation.control.live;

import io.streamlation.control.ControlSettings;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

@Configuration
@EnableWebSocket
class LiveConfig implements WebSocketConfigurer {
  /** For each socket; what clients say is short, and longer comes in parts. */
  private static final int BUFFER_CHARACTERS = 1_024;

  private final LiveSocket socket;
  private final ControlSettings settings;

  LiveConfig(LiveSocket socket, ControlSettings settings) {
    this.socket = socket;
    this.settings = settings;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry
        .addHandler(socket, "/api/v1/live")
        .addInterceptors(new OriginCheck(settings.allowedOrigins()))
        .setAllowedOriginPatterns("*"); // OriginCheck decides, with words
  }

  @Bean
  ServletServerContainerFactoryBean frames() {
    ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
    container.setMaxTextMessageBufferSize(BUFFER_CHARACTERS);
    container.setMaxBinaryMessageBufferSize(1_024);
    return container;
  }

  /** No page of another origin opens a socket here, unless it is named in the settings. */
  record OriginCheck(Set<String> allowed) implements HandshakeInterceptor {
    @Override
    public boolean beforeHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        Map<String, Object> attributes) {
      String origin = request.getHeaders().getOrigin();
      if (origin == null || allowed.contains(origin) || isOurs(origin, request)) {
        return true;
      }
      response.setStatusCode(HttpStatus.FORBIDDEN);
      return false;
    }

    private static boolean isOurs(String origin, ServerHttpRequest request) {
      String host = request.getHeaders().getFirst(HttpHeaders.HOST);
      try {
        return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    @Override
    public void afterHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        Exception thrown) {}
  }
}

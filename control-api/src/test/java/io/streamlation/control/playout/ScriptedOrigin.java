package io.streamlation.control.playout;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.streamlation.contracts.v1.FetchedPlaylist;
import io.streamlation.contracts.v1.FetchedPlaylists;
import io.streamlation.contracts.v1.PlaylistAnswer;
import io.streamlation.contracts.v1.PlaylistRequest;
import io.streamlation.contracts.v1.ProbeTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands in for the bridge's door, whose own test fetches from real servers. */
final class ScriptedOrigin implements AutoCloseable {
  final Map<String, String> texts = new ConcurrentHashMap<>();
  volatile String unreadable = "";
  private final HttpServer server;

  ScriptedOrigin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/playlist",
        exchange -> {
          try (exchange) {
            PlaylistRequest asked =
                PlaylistRequest.parseFrom(exchange.getRequestBody().readAllBytes());
            byte[] bytes = answer(asked).toByteArray();
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  private PlaylistAnswer answer(PlaylistRequest asked) {
    String text = texts.get(asked.getUrl());
    if (text == null) {
      return PlaylistAnswer.newBuilder()
          .setTrouble(ProbeTrouble.newBuilder().setMessage(asked.getUrl() + " answers 404"))
          .build();
    }
    FetchedPlaylists.Builder found =
        FetchedPlaylists.newBuilder()
            .setAsked(playlist(asked.getUrl(), text))
            .setSegmentBytes(750_000)
            .setSegmentDurationMs(6_000)
            .setUnreadable(unreadable);
    if (text.contains("#EXT-X-STREAM-INF")) {
      String media = asked.getUrl().replaceFirst("[^/]*$", "hi/index.m3u8");
      found.setMedia(playlist(media, texts.getOrDefault(media, "")));
    }
    return PlaylistAnswer.newBuilder().setPlaylists(found).build();
  }

  private static FetchedPlaylist playlist(String from, String text) {
    return FetchedPlaylist.newBuilder()
        .setFrom(from)
        .setText(ByteString.copyFromUtf8(text))
        .build();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

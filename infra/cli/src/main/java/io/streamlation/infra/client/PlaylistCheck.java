package io.streamlation.infra.client;

import io.streamlation.contracts.hls.PlaylistRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Fetches playlists again and again, and every caption once, and shows them to the rules. */
public final class PlaylistCheck {
  private static final Duration RELOAD = Duration.ofSeconds(1);
  private static final String CAPTIONS = ".vtt";
  private static final String GZIP = "gzip";
  private static final int MOST_BYTES = 64 << 20;

  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final PlaylistRules rules = new PlaylistRules();
  private final List<String> unreachable = new ArrayList<>();
  private final Set<URI> captions = new HashSet<>();
  private int playlists;

  public PlaylistCheck(Clock clock) {
    this.clock = clock;
  }

  public int playlistsFetched() {
    return playlists;
  }

  public int captionsFetched() {
    return captions.size();
  }

  /** What Apple asks besides of the programme itself. */
  public List<String> advice() {
    return rules.advice();
  }

  /** What is broken, each a sentence. */
  public List<String> watch(URI address, Duration howLong)
      throws IOException, InterruptedException {
    Instant until = clock.instant().plus(howLong);
    Map<String, URI> renditions = new LinkedHashMap<>();
    String top = fetch(address);
    if (top.isEmpty()) {
      return List.copyOf(unreachable);
    }
    if (PlaylistRules.isMultivariant(top)) {
      PlaylistRules.Multivariant offered = rules.multivariant(place(address), top);
      offered.variants().forEach(variant -> add(renditions, address, variant.uri()));
      offered.renditions().stream()
          .filter(rendition -> !rendition.uri().isEmpty())
          .forEach(rendition -> add(renditions, address, rendition.uri()));
    } else {
      add(renditions, address, address.toString());
    }
    boolean going = true;
    while (going) {
      going = false;
      for (URI rendition : renditions.values()) {
        going |= !look(rendition);
      }
      going &= clock.instant().isBefore(until);
      if (going) {
        Thread.sleep(RELOAD.toMillis());
      }
    }
    List<String> complaints = new ArrayList<>(unreachable);
    complaints.addAll(rules.complaints());
    return complaints;
  }

  /** True once nothing will be added to it. */
  private boolean look(URI rendition) throws IOException, InterruptedException {
    String text = fetch(rendition);
    if (text.isEmpty()) {
      return true;
    }
    PlaylistRules.Media media = rules.media(place(rendition), text);
    for (PlaylistRules.Segment segment : media.segments()) {
      URI at = rendition.resolve(segment.uri());
      if (at.getPath().endsWith(CAPTIONS) && captions.add(at)) {
        rules.webVtt(place(at), fetch(at));
      }
    }
    return media.ended();
  }

  private String fetch(URI at) throws IOException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response =
          http.send(
              HttpRequest.newBuilder(at)
                  .header("Accept-Encoding", GZIP)
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      unreachable.add(
          place(at)
              + ": "
              + at.getAuthority()
              + " does not answer"
              + (e.getMessage() == null ? "" : ": " + e.getMessage()));
      return "";
    }
    if (response.statusCode() != 200) {
      unreachable.add(place(at) + ": answers " + response.statusCode());
      return "";
    }
    playlists += at.getPath().endsWith(CAPTIONS) ? 0 : 1;
    boolean packed =
        response.headers().firstValue("Content-Encoding").filter(GZIP::equals).isPresent();
    rules.delivered(place(at), response.headers().firstValue("Content-Type").orElse(""), packed);
    return new String(packed ? unpacked(response.body()) : response.body(), StandardCharsets.UTF_8);
  }

  private static byte[] unpacked(byte[] body) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return gzip.readNBytes(MOST_BYTES);
    }
  }

  private static void add(Map<String, URI> renditions, URI base, String reference) {
    renditions.put(reference, base.resolve(reference));
  }

  /** Without the token that our own paths hold, and without a query, which may be one. */
  private static String place(URI at) {
    return at.getPath().replaceFirst("^/play/[^/]+/", "");
  }
}

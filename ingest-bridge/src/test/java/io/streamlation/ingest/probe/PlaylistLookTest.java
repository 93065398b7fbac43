package io.streamlation.ingest.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.FetchedPlaylists;
import io.streamlation.contracts.v1.PlaylistAnswer;
import io.streamlation.contracts.v1.PlaylistRequest;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.support.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaylistLookTest {
  private static final String MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhi/index.m3u8\n";
  private static final String MEDIA =
      "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n1.ts\n#EXTINF:4.5,\n2.ts\n";

  private Origin origin;
  private CheckedHttp http;
  private PlaylistLook look;

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    http =
        new CheckedHttp(
            new AddressCheck(
                Set.of("http"),
                Set.of(80),
                Set.of(new HostPort("127.0.0.1", origin.port())),
                HostLookup.ofTheSystem()),
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5), 3),
            Clock.systemUTC());
    look = new PlaylistLook(http);
  }

  @AfterEach
  void close() throws Exception {
    http.close();
    origin.close();
  }

  private PlaylistAnswer asked(String url) {
    return look.look(
        PlaylistRequest.newBuilder().setUrl(url).setWithMedia(true).setAsBrowser(true).build());
  }

  private void allowed(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    origin.answer(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  @Test
  void bringsTheTextsAndSaysThatPagesMayReadThem() {
    origin.answer("/moved.m3u8", Origin.redirect("/live/master.m3u8?sig=1"));
    allowed("/live/master.m3u8", MASTER);
    allowed("/live/hi/index.m3u8", MEDIA);
    allowed("/live/hi/2.ts", "sound");
    FetchedPlaylists found = asked(origin.url("/moved.m3u8")).getPlaylists();
    assertThat(found.getAsked().getText().toStringUtf8()).isEqualTo(MASTER);
    assertThat(found.getAsked().getFrom()).isEqualTo(origin.url("/live/master.m3u8?sig=1"));
    assertThat(found.getMedia().getText().toStringUtf8()).isEqualTo(MEDIA);
    assertThat(found.getSegmentBytes()).isEqualTo(5);
    assertThat(found.getSegmentDurationMs()).isEqualTo(4_500);
    assertThat(found.getUnreadable()).isEmpty();
  }

  @Test
  void saysWhatAPageCouldNotRead() {
    allowed("/master.m3u8", MASTER);
    allowed("/hi/index.m3u8", MEDIA);
    origin.serve("/hi/2.ts", "sound");
    assertThat(asked(origin.url("/master.m3u8")).getPlaylists().getUnreadable())
        .contains("/hi/2.ts answers without Access-Control-Allow-Origin");
  }

  @Test
  void goesNowhereThatASourceMayNotBe() {
    origin.serve("/master.m3u8", MASTER.replace("hi/index.m3u8", "http://169.254.169.254/latest"));
    assertThat(asked(origin.url("/master.m3u8")).getTrouble().getCode())
        .isEqualTo("address-refused");
    assertThat(asked("file:///etc/passwd").getTrouble().getCode()).isEqualTo("address-refused");
    assertThat(asked(origin.url("/gone.m3u8")).getTrouble().getCode()).isEqualTo("playlist-404");
  }
}

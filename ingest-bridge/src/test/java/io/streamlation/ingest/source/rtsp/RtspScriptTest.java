package io.streamlation.ingest.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.ingest.address.FarSideRefused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RtspScriptTest {
  private static final String FRAME = "$\u0000\u0000\u0004$RTS";

  private final RtspScript script = new RtspScript(URI.create("rtsp://cam.example:8554/a?b=c"));
  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
  private int counted;

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String out(String said) throws IOException {
    script.outward(bytes(said), passed);
    return passed.toString(StandardCharsets.ISO_8859_1);
  }

  private String in(String said) throws IOException {
    script.inward(bytes(said), passed, n -> counted += n);
    return passed.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theServerIsAskedForTheAddressAsWritten() throws Exception {
    assertThat(out("SETUP rtsp://127.0.0.1:40123/a/track RTSP/1.0\r\nCSeq: 3\r\n\r\n" + FRAME))
        .isEqualTo("SETUP rtsp://cam.example:8554/a/track RTSP/1.0\r\nCSeq: 3\r\n\r\n" + FRAME);
  }

  @Test
  void answersAndSoundComeThroughAsTheyAre() throws Exception {
    String said = "RTSP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nv=0\r\n" + FRAME + FRAME;
    assertThat(in(said)).isEqualTo(said);
    assertThat(counted).isEqualTo(said.length());
  }

  @Test
  void whatSendsTheChildElsewhereDoesNotReachIt() {
    for (String said :
        new String[] {
          "RTSP/1.0 302 Found\r\nLocation: rtsp://10.0.0.1/\r\n\r\n",
          "REDIRECT rtsp://x/ RTSP/1.0\r\nLocation: rtsp://10.0.0.1/\r\n\r\n"
        }) {
      assertThatThrownBy(() -> in(FRAME + said)).isInstanceOf(FarSideRefused.class);
      assertThat(passed.toString(StandardCharsets.ISO_8859_1)).doesNotContain("10.0.0.1");
    }
  }

  @Test
  void whatHasNoEndIsEnded() {
    assertThatThrownBy(() -> in("RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\n"))
        .hasMessageContaining("999999999");
    assertThatThrownBy(() -> in("x".repeat(20_000))).hasMessageContaining("head");
    assertThatThrownBy(() -> in("$\u0000\u0007")).hasMessageContaining("frame");
  }

  @Test
  void readsWhatIsDescribed() throws Exception {
    String sdp =
        "RTSP/1.0 200 OK\r\n\r\nv=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
            + "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/48000/2\r\n";
    assertThat(Described.of(sdp).codecs()).containsExactly("mpeg4-generic");
    assertThat(Described.of(sdp).fitsTransport()).isTrue();
    Described camera = Described.of("RTSP/1.0 200 OK\r\n\r\nm=audio 0 RTP/AVP 8\r\n");
    assertThat(camera.codecs()).containsExactly("pcma");
    assertThat(camera.fitsTransport()).isFalse();
    assertThat(Described.of("RTSP/1.0 200 OK\r\n\r\nm=video 0 RTP/AVP 96\r\n").hasSound())
        .isFalse();
    assertThatThrownBy(() -> Described.of("RTSP/1.0 404 Not Found\r\n\r\n"))
        .hasMessage("it answers 404 Not Found");
    assertThatThrownBy(
            () -> Described.of("RTSP/1.0 302 Moved\r\nLocation: rtsp://b.example/x\r\n\r\n"))
        .hasMessageContaining("rtsp://b.example/x");
    assertThatThrownBy(() -> Described.of("HTTP/1.1 400 Bad Request\r\n\r\n"))
        .hasMessageContaining("RTSP");
  }
}

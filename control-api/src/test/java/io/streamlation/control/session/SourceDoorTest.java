package io.streamlation.control.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.control.ControlSettings;
import io.streamlation.control.problem.Complaint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceDoorTest {
  private final SourceDoor door =
      new SourceDoor(
          new ControlSettings(
              Path.of("owner-token"),
              "",
              "",
              List.of("news-tiny"),
              Set.of("127.0.0.1:18090", "encoder.lan:8080"),
              Set.of(80, 443, 8080),
              Set.of(),
              Duration.ofDays(1),
              Duration.ofDays(1),
              65_536,
              null,
              null,
              null,
              null,
              null,
              null,
              null));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/live/master.m3u8",
        "http://example.org:8080/a.m3u8?token=x",
        "https://93.184.215.14/live.m3u8",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/live.m3u8",
        "http://127.0.0.1:18090/live/master.m3u8",
        "http://encoder.lan:8080/live.m3u8",
        "https://xn--bcher-kva.example/live.m3u8"
      })
  void letsPublicAndAdmittedAddressesPass(String url) {
    assertThat(door.complaintAbout(Session.Protocol.HLS, url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RTMP, rtmp://live.example.org/app/stream",
    "RTMP, rtmps://live.example.org:1936/app/stream?token=x",
    "SRT, srt://live.example.org:9000?streamid=a",
    "RTSP, rtsp://cam.example.org/1",
    "HTTP_AUDIO, https://radio.example.org/live.mp3"
  })
  void letsEachProtocolsAddressesPass(Session.Protocol protocol, String url) {
    assertThat(door.complaintAbout(protocol, url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RTMP, https://live.example.org/app/stream, scheme",
    "HLS, rtmp://live.example.org/app/stream, scheme",
    "RTMP, rtmp://127.0.0.1/app/stream, private network",
    "RTMP, rtmp://key@live.example.org/app/stream, password",
    "SRT, srt://live.example.org, names no port",
    "SRT, srt://169.254.169.254:9000, private network",
    "RTSP, rtsp://10.1.2.3/1, private network",
    "HTTP_AUDIO, http://radio.example.org:1935/live, port 1935"
  })
  void saysWhatIsWrongWithThem(Session.Protocol protocol, String url, String word) {
    assertThat(door.complaintAbout(protocol, url).orElseThrow().detail()).contains(word);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not an address",
        "file:///etc/passwd",
        "concat:http://a/|http://b/",
        "data:text/plain,x",
        "gopher://example.org/",
        "-i http://example.org/",
        "//example.org/live.m3u8",
        "http:///live.m3u8",
        "http://user:secret@example.org/live.m3u8",
        "http://user@example.org/live.m3u8",
        "http://example.org/a\r\nHost: inside",
        "http://example.org/\u0000",
        "http://bücher.example/live.m3u8",
        "http://example.org:22/",
        "http://example.org:18090/",
        "http://example.org/live.m3u8#fragment",
        "http://localhost/",
        "http://localhost./",
        "http://api.localhost/",
        "http://encoder.lan/live.m3u8",
        "http://metadata.google.internal/",
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://172.31.255.255/",
        "http://192.168.1.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://256.1.1.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:db8::1]/"
      })
  void refusesWhatCanBeSeenToBeWrong(String url) {
    Optional<Complaint> complaint = door.complaintAbout(Session.Protocol.HLS, url);
    assertThat(complaint).isPresent();
    assertThat(complaint.get().field()).isEqualTo("source.url");
    assertThat(complaint.get().type()).isEqualTo("/problems/unsupported-source");
    assertThat(complaint.get().detail()).endsWith(".");
    if (complaint.get().value() != null) {
      assertThat(complaint.get().value())
          .doesNotContain("secret", "user@")
          .doesNotContainPattern("\\p{Cntrl}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bulletin.wav", "news/monday.mp4", "a b/ä.mkv"})
  void letsRelativePathsPass(String path) {
    assertThat(door.complaintAbout(Session.Protocol.FILE, path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../secret",
        "a/../../b",
        "a/./b",
        "a//b",
        "a/",
        "~/x",
        "-i",
        "file:x",
        "http://example.org/",
        "C:\\x",
        "a\\..\\b",
        "a\nb"
      })
  void refusesPathsThatMightLeaveTheRoot(String path) {
    assertThat(door.complaintAbout(Session.Protocol.FILE, path)).isPresent();
  }
}

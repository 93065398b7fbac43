package io.streamlation.control.playout;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.control.playout.PlayAddress.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayAddressTest {
  @ParameterizedTest
  @CsvSource({
    "info, INFO, ''",
    "main.m3u8, MAIN, ''",
    "captions/pt-BR/index.m3u8, CAPTIONS, pt-BR",
    "captions/es/17.vtt, CAPTIONS_SEGMENT, es 17",
    "media/index.m3u8, MEDIA, ''",
    "media/seg-00000017.m4s, MEDIA_SEGMENT, seg-00000017.m4s",
    "origin/3.m3u8, HELD_BACK, 3"
  })
  void isTakenApart(String rest, Kind kind, String parts) {
    assertThat(PlayAddress.of("/play/T0ken-_/" + rest))
        .contains(
            new PlayAddress(
                kind, "T0ken-_", parts.isEmpty() ? List.of() : List.of(parts.split(" "))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/play",
        "/play/",
        "/play/t",
        "/play/t/",
        "/play//main.m3u8",
        "/x/play/t/main.m3u8",
        "/play/t/main.m3u8/",
        "/play/t/mainXm3u8",
        "/play/t//main.m3u8",
        "/play/t/media/..",
        "/play/t/media/.hidden",
        "/play/t/media/../secret",
        "/play/t/media/%2e%2e",
        "/play/t/media/a%2fb",
        "/play/t/media/a;b",
        "/play/t/media/a\\b",
        "/play/t/media/a b",
        "/play/t/media/ä",
        "/play/t/captions/es/17.vtt/x",
        "/play/t/captions/index.m3u8"
      })
  void isNone(String uri) {
    assertThat(PlayAddress.of(uri)).isEmpty();
  }

  @Test
  void namesAreNoLongerThanFilesAre() {
    assertThat(PlayAddress.of("/play/t/media/" + "a".repeat(200))).isPresent();
    assertThat(PlayAddress.of("/play/t/media/" + "a".repeat(201))).isEmpty();
  }

  @Test
  void aQuerySaysWhichEntryIsWaitedFor() {
    assertThat(PlayAddress.awaited(null)).isNull();
    assertThat(PlayAddress.awaited("x=1&_HLS_msn=17&_HLS_part=2")).isEqualTo("17");
    assertThat(PlayAddress.awaited("_HLS_msn=%31")).isEqualTo("%31");
    assertThat(PlayAddress.awaited("a_HLS_msn=17")).isNull();
  }
}

package io.streamlation.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.Source.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceInputsTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.example/live.m3u8?token=x.mpd, RTMP, HLS",
    "https://a.example/live.MPD, HLS, DASH",
    "https://a.example/live, DASH, DASH",
    "https://a.example/live, HTTP_AUDIO, HTTP_AUDIO",
    "https://a.example/live, SRT, HLS",
    "RTMPS://a.example/app/key, HLS, RTMP",
    "srt://a.example:9000, HLS, SRT",
    "rtsp://a.example/one, HLS, RTSP",
    "news/evening.wav, HLS, FILE"
  })
  void aBackupIsOfTheProtocolThatItsAddressTells(String url, String main, String own) {
    assertThat(SourceInputs.protocolOf(url, Protocol.valueOf("PROTOCOL_" + main)))
        .isEqualTo(Protocol.valueOf("PROTOCOL_" + own));
  }

  @Test
  void otherBackupsLeaveTheMainInputTheSame() {
    Source one =
        Source.newBuilder()
            .setProtocol(Protocol.PROTOCOL_HLS)
            .setUrl("https://a.example/x")
            .build();
    Source more = one.toBuilder().addBackupUrls("srt://b.example:9000").build();
    assertThat(SourceInputs.sameMain(one, more)).isTrue();
    assertThat(SourceInputs.count(more)).isEqualTo(2);
    assertThat(SourceInputs.of(more, 1).getProtocol()).isEqualTo(Protocol.PROTOCOL_SRT);
    assertThat(SourceInputs.of(more, 1).getBackupUrlsList()).isEmpty();
    assertThat(SourceInputs.sameMain(one, one.toBuilder().setAudioTrack("de").build())).isFalse();
  }
}

package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.Source.Protocol;
import io.streamlation.ingest.decode.SoundProbe;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several sounds is heard, by what FFmpeg packed and with the real decoder. */
class AudioTrackTest {
  private static final List<String> RENDITIONS =
      List.of(
          "-f",
          "hls",
          "-hls_time",
          "2",
          "-hls_list_size",
          "0",
          "-hls_segment_filename",
          "%v-%d.ts",
          "-master_pl_name",
          "top.m3u8",
          "-var_stream_map",
          "a:0,agroup:x,language:en,name:en,default:yes a:1,agroup:x,language:de,name:de");

  @TempDir Path folder;
  private Origin origin;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    origin.otherwise(
        exchange -> {
          Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
          (Files.isRegularFile(file) ? Origin.bytes(Files.readAllBytes(file)) : Origin.status(404))
              .give(exchange);
        });
    desk = new Desk(origin.port(), true, Optional.of(folder));
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  /** How loud what is heard is. */
  private long heard(Protocol protocol, String url, String track) {
    desk.kafka.clear();
    SessionPlan plan = Desk.plan(url, protocol);
    Source source = plan.getSource().toBuilder().setAudioTrack(track).build();
    desk.untilDone(desk.air(plan.toBuilder().setSource(source).build()));
    byte[] pcm = Desk.sound(desk.frames());
    long sum = 0;
    for (int i = 0; i + 1 < pcm.length; i += 2) {
      sum += Math.abs((short) (pcm[i] & 0xff | pcm[i + 1] << 8));
    }
    return pcm.length == 0 ? 0 : sum / (pcm.length / 2);
  }

  private void chooses(Protocol protocol, String url, String english, String german) {
    long loud = heard(protocol, url, "");
    assertThat(heard(protocol, url, german)).isBetween(1L, loud / 3);
    assertThat(heard(protocol, url, english)).isEqualTo(loud);
    assertThat(heard(protocol, url, "track-9")).isZero();
    assertThat(desk.events()).anyMatch(e -> e.getKind().name().equals("KIND_FAILED"));
  }

  @Test
  void inATransportStreamByPidOrLanguage() {
    Studio.twoSounds(
        folder, "live.m3u8", 4, List.of("-f", "hls", "-hls_time", "2", "-hls_list_size", "0"));
    chooses(Protocol.PROTOCOL_HLS, origin.url("/live.m3u8"), "pid-256", "de");
    assertThat(desk.events())
        .anyMatch(
            e ->
                e.getCode().equals("audio-track-unknown")
                    && e.getMessage().contains("it has pid-256 (eng); pid-257 (deu)"));
  }

  @Test
  void inFragmentedMp4ByPlaceOrLanguage() {
    List<String> packaging =
        List.of("-f", "hls", "-hls_segment_type", "fmp4", "-hls_time", "2", "-hls_list_size", "0");
    Studio.twoSounds(folder, "live.m3u8", 4, packaging);
    chooses(Protocol.PROTOCOL_HLS, origin.url("/live.m3u8"), "eng", "track-2");
  }

  @Test
  void inAFileByPlace() {
    Studio.twoSounds(folder, "two.mkv", 2, List.of());
    chooses(Protocol.PROTOCOL_FILE, "two.mkv", "track-1", "track-2");
  }

  @Test
  void amongHlsRenditionsByNameOrLanguage() throws Exception {
    List<String> packaging =
        RENDITIONS.stream().map(a -> a.startsWith("%v") ? folder + "/" + a : a).toList();
    Studio.twoSounds(folder, "%v.m3u8", 4, packaging);
    String top = Files.readString(folder.resolve("top.m3u8"));
    String url = origin.url("/top.m3u8");
    assertThat(top).contains("TYPE=AUDIO");
    long loud = heard(Protocol.PROTOCOL_HLS, url, "");
    assertThat(heard(Protocol.PROTOCOL_HLS, url, "de")).isBetween(1L, loud / 3);
    assertThat(heard(Protocol.PROTOCOL_HLS, url, "fr")).isZero();
    assertThat(desk.events()).anyMatch(e -> e.getCode().equals("audio-track-unknown"));
  }

  @Test
  void aLookTellsThemApartAndSaysWhichIsHeard() throws Exception {
    Studio.twoSounds(folder, "two.ts", 2, List.of());
    SoundProbe probe = new SoundProbe(Studio.FFMPEG);
    Piece.Media media =
        new Piece.Media(
            0,
            0,
            "two.ts",
            OptionalLong.empty(),
            32_000,
            true,
            0,
            new Piece.InMemory(new byte[0], Files.readAllBytes(folder.resolve("two.ts"))),
            0);
    SoundProbe.Heard heard = probe.probe(media, new AudioWish("de", "en"));
    assertThat(heard.decodes()).isTrue();
    assertThat(heard.tracks())
        .extracting(SoundProbe.Track::id, SoundProbe.Track::language, SoundProbe.Track::heard)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("pid-256", "eng", false),
            org.assertj.core.groups.Tuple.tuple("pid-257", "deu", true));
    assertThatThrownBy(() -> probe.probe(media, new AudioWish("fr", "en")))
        .isInstanceOf(SourceTrouble.class)
        .hasMessageContaining("no audio track \"fr\"");
  }
}

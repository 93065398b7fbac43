package io.streamlation.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyStreamsTest {
  @Test
  void ofMoreStreamsThanMayBeTheRestIsLeftOut(@TempDir Path folder) throws Exception {
    SoundProbe probe = new SoundProbe(Studio.FFMPEG);
    Path few = Studio.manyTracks(folder, "few.mkv", 60);
    Path many = Studio.manyTracks(folder, "many.mkv", 70);
    assertThat(tracks(probe, few)).hasSize(60);
    assertThat(tracks(probe, many)).hasSizeLessThanOrEqualTo(64);
  }

  private static List<SoundProbe.Track> tracks(SoundProbe probe, Path file) throws Exception {
    Piece.Media media =
        new Piece.Media(0, 0, "many", OptionalLong.empty(), 0, true, 0, new Piece.OnDisk(file), 0);
    return probe.probe(media, AudioWish.ofSpeech("en")).tracks();
  }
}

package io.streamlation.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.support.Studio;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyStreamsTest {
  @Test
  void ofMoreStreamsThanMayBeTheRestIsLeftOut(@TempDir Path folder) throws Exception {
    SoundProbe probe = new SoundProbe(Studio.FFMPEG);
    Path few = Studio.manyTracks(folder, "few.mkv", 60);
    Path many = Studio.manyTracks(folder, "many.mkv", 70);
    assertThat(probe.probe(new Piece.OnDisk(few)).tracks()).hasSize(60);
    assertThat(probe.probe(new Piece.OnDisk(many)).tracks()).hasSizeLessThanOrEqualTo(64);
  }
}

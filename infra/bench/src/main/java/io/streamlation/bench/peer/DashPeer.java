package io.streamlation.bench.peer;

import java.nio.file.Path;
import java.util.List;

/** FFmpeg's DASH packager: a timeline of segments of two seconds, ten of them kept. */
public final class DashPeer extends PackagerPeer {
  public DashPeer(Programme programme, Path folder, Place place) {
    super(programme, folder, place, "media.mpd");
  }

  @Override
  List<String> packaging() {
    return List.of(
        "-f",
        "dash",
        "-seg_duration",
        "2",
        "-window_size",
        "10",
        "-extra_window_size",
        "5",
        "-use_timeline",
        "1",
        "-use_template",
        "1",
        "-streaming",
        "0",
        "-hls_playlist",
        "1");
  }

  /** By playlists of the same segments: FFmpeg's DASH client ends after one window. */
  @Override
  public List<String> forFfmpeg(int i) {
    return List.of("-i", address(i).replace("media.mpd", "master.m3u8"));
  }
}

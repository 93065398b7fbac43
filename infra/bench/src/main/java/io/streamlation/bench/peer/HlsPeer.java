package io.streamlation.bench.peer;

import java.nio.file.Path;
import java.util.List;

/** FFmpeg's HLS packager: transport streams of two seconds, ten of them listed, dated. */
public final class HlsPeer extends PackagerPeer {
  public HlsPeer(Programme programme, Path folder, Place place) {
    super(programme, folder, place, "media.m3u8");
  }

  @Override
  List<String> packaging() {
    return List.of(
        "-f",
        "hls",
        "-hls_time",
        "2",
        "-hls_list_size",
        "10",
        "-hls_flags",
        "delete_segments+temp_file+program_date_time");
  }
}

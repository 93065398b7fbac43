package io.streamlation.ingest.support;

import java.time.Instant;
import java.util.function.IntFunction;

/** A live channel: an origin, a recording, and how much of it is listed right now. */
public final class Station {
  public static final Instant BEGAN = Instant.parse("2026-11-22T10:00:00Z");

  private final Origin origin;
  private final Studio.Recording recording;
  private final String folder;
  private final boolean dated;
  private final String extension;

  public Station(Origin origin, Studio.Recording recording, String folder, boolean dated) {
    this.origin = origin;
    this.recording = recording;
    this.folder = folder;
    this.dated = dated;
    this.extension = recording.initialisation().length > 0 ? ".m4s" : ".ts";
    for (int i = 0; i < recording.segments().size(); i++) {
      origin.serve(path(i), recording.segments().get(i));
    }
    if (recording.initialisation().length > 0) {
      origin.serve(folder + "/init.mp4", recording.initialisation());
    }
  }

  public String path(int segment) {
    return folder + "/" + segment + extension;
  }

  public String url() {
    return origin.url(folder + "/live.m3u8");
  }

  /** Lists segments {@code first} to {@code last}; more may follow. */
  public Station lists(int first, int last) {
    return publish(first, last, false, i -> "");
  }

  /** Lists them, and no more will follow. */
  public Station ends(int first, int last) {
    return publish(first, last, true, i -> "");
  }

  /**
   * @param before what stands before a segment's own lines
   */
  public Station publish(int first, int last, boolean ended, IntFunction<String> before) {
    StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n");
    list.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
    if (recording.initialisation().length > 0) {
      list.append("#EXT-X-MAP:URI=\"init.mp4\"\n");
    }
    for (int i = first; i <= last; i++) {
      list.append(before.apply(i));
      if (dated) {
        list.append("#EXT-X-PROGRAM-DATE-TIME:")
            .append(BEGAN.plusMillis((long) (i * recording.segmentSeconds() * 1000)))
            .append('\n');
      }
      list.append("#EXTINF:").append(recording.segmentSeconds()).append(",\n");
      list.append(i).append(extension).append('\n');
    }
    if (ended) {
      list.append("#EXT-X-ENDLIST\n");
    }
    origin.serve(folder + "/live.m3u8", list.toString());
    return this;
  }
}

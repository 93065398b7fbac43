package io.streamlation.ingest.source.hls;

import io.streamlation.ingest.source.AudioWish;
import java.util.Optional;

/** Bytes as a playlist of either kind. */
public final class PlaylistFuzz {
  private static final long LONGEST_SAMPLES = 3_600L * 16_000;

  private PlaylistFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      MediaPlaylistView view = PlaylistReader.media(data);
      for (HlsSegment segment : view.segments()) {
        boolean sane =
            segment.durationSamples() >= 0
                && segment.durationSamples() <= LONGEST_SAMPLES
                && segment.sequence() >= 0;
        if (!sane) {
          throw new AssertionError("a segment nobody can reckon with: " + segment);
        }
      }
      PlaylistFollower follower = new PlaylistFollower(true);
      for (int i = 0; i <= view.segments().size() + 1; i++) {
        follower.done(follower.next(view));
      }
    } catch (PlaylistReader.Unreadable e) {
      check(e);
    }
    try {
      if (PlaylistReader.isMultivariant(data)) {
        Optional<String> sound = PlaylistReader.choose(data, AudioWish.ofSpeech("en")).sound();
        if (sound.isPresent() && sound.get().isEmpty()) {
          throw new AssertionError("a variant without an address");
        }
      }
    } catch (PlaylistReader.Unreadable e) {
      check(e);
    }
  }

  private static void check(PlaylistReader.Unreadable e) {
    if (e.getMessage() == null || e.getMessage().isBlank()) {
      throw new AssertionError("refused without words", e);
    }
  }
}

package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.AudioWish;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads of a fragmented MP4 (ISO 14496-12) as much as leads to the first audio stamp: the audio
 * track's number and time scale from {@code moov}, its {@code tfdt} from the first {@code moof}.
 */
final class Fmp4 {
  private static final long PTS_HZ = 90_000;
  private static final long PTS_MASK = (1L << 33) - 1;

  private Fmp4() {}

  static boolean looksLike(byte[] bytes) {
    if (bytes.length < 8) {
      return false;
    }
    String type = new String(bytes, 4, 4, StandardCharsets.ISO_8859_1);
    return List.of("ftyp", "styp", "moof", "moov", "sidx", "emsg", "prft").contains(type);
  }

  static SegmentScan scan(byte[] initialisation, byte[] bytes, AudioWish wish) throws Undecodable {
    Box head = Box.file(initialisation.length > 0 ? initialisation : bytes);
    List<Sound> sounds = new ArrayList<>();
    for (Box track : head.all("moov", "trak")) {
      if (track.all("mdia", "hdlr").stream().allMatch(h -> "soun".equals(h.text(8)))) {
        Box header = track.only("mdia").only("mdhd");
        sounds.add(
            new Sound(
                sounds.size() + 1,
                track.only("tkhd").numberAfterTimes(),
                header.numberAfterTimes(),
                header.language()));
      }
    }
    if (sounds.isEmpty()) {
      throw new Undecodable("it is an MP4 without an audio track");
    }
    Optional<Sound> wished = wish.choose(sounds, Sound::offer);
    if (wished.isEmpty()) {
      throw new UnknownTrack(wish, sounds.stream().map(Sound::offer).toList());
    }
    Sound sound = wished.get();
    if (sound.timescale() <= 0) {
      throw new Undecodable("its audio track has no time scale");
    }
    return new SegmentScan(
        "mov",
        "mov/" + sound.trackId() + "/" + Arrays.hashCode(initialisation),
        "0:a:" + (sound.place() - 1),
        OptionalLong.of(firstStamp(bytes, sound.trackId(), sound.timescale())),
        OptionalLong.empty(),
        bytes);
  }

  /** Its first picture, beside the sound that is wished. */
  static Optional<Picture> picture(byte[] initialisation, byte[] bytes, AudioWish wish)
      throws Undecodable {
    Box head = Box.file(initialisation.length > 0 ? initialisation : bytes);
    List<Sound> sounds = new ArrayList<>();
    List<String> codecs = new ArrayList<>();
    String video = "";
    for (Box track : head.all("moov", "trak")) {
      Box media = track.only("mdia");
      String codec = media.only("minf").only("stbl").only("stsd").text(12);
      if ("soun".equals(media.only("hdlr").text(8))) {
        sounds.add(new Sound(sounds.size() + 1, 0, 0, media.only("mdhd").language()));
        codecs.add(codec);
      } else if ("vide".equals(media.only("hdlr").text(8)) && video.isEmpty()) {
        video = codec;
      }
    }
    Optional<Sound> sound = wish.choose(sounds, Sound::offer);
    if (video.isEmpty() || sound.isEmpty()) {
      return Optional.empty();
    }
    int place = sound.get().place() - 1;
    return Optional.of(
        new Picture(
            "mov",
            "0:v:0",
            "0:a:" + place,
            video,
            List.of("avc1", "avc3", "hvc1", "hev1").contains(video),
            codecs.get(place),
            codecs.get(place).equals("mp4a"),
            Picture.NO_PID));
  }

  /**
   * One audio track.
   *
   * @param place among the audio tracks, from 1 on
   * @param language ISO 639-2, or empty
   */
  private record Sound(int place, long trackId, long timescale, String language) {
    AudioWish.Offer offer() {
      String id = AudioWish.idOfPlace(place);
      return new AudioWish.Offer(id, id, language, "");
    }
  }

  private static long firstStamp(byte[] bytes, long trackId, long timescale) throws Undecodable {
    for (Box fragment : Box.file(bytes).all("moof", "traf")) {
      if (fragment.only("tfhd").body().getInt(4) == (int) trackId) {
        long units = fragment.only("tfdt").version64();
        long seconds = units / timescale;
        long rest = units % timescale;
        return seconds * PTS_HZ + rest * PTS_HZ / timescale & PTS_MASK;
      }
    }
    throw new Undecodable("it is an MP4 segment without audio");
  }
}

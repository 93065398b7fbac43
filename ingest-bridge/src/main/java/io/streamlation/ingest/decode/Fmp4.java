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
   * Its first picture, without any sound beside it.
   *
   * @param bytes a segment
   */
  static Optional<LoneTrack> lonePicture(byte[] initialisation, byte[] bytes) throws Undecodable {
    Box head = Box.file(initialisation.length > 0 ? initialisation : bytes);
    for (Box track : head.all("moov", "trak")) {
      if ("vide".equals(track.only("mdia").only("hdlr").text(8))) {
        String codec = codec(track);
        boolean shown = List.of("avc1", "avc3", "hvc1", "hev1").contains(codec);
        return Optional.of(lone(head, track, bytes, "0:v:0", codec, shown));
      }
    }
    return Optional.empty();
  }

  /** The sound that is wished. */
  static Optional<LoneTrack> loneSound(byte[] initialisation, byte[] bytes, AudioWish wish)
      throws Undecodable {
    Box head = Box.file(initialisation.length > 0 ? initialisation : bytes);
    List<Box> tracks =
        head.all("moov", "trak").stream()
            .filter(t -> t.all("mdia", "hdlr").stream().allMatch(h -> "soun".equals(h.text(8))))
            .toList();
    List<Sound> sounds = new ArrayList<>();
    for (Box track : tracks) {
      String language = track.only("mdia").only("mdhd").language();
      sounds.add(new Sound(sounds.size() + 1, 0, 0, language));
    }
    Optional<Sound> wished = wish.choose(sounds, Sound::offer);
    if (wished.isEmpty()) {
      return Optional.empty();
    }
    int place = wished.get().place() - 1;
    Box track = tracks.get(place);
    String codec = codec(track);
    return Optional.of(lone(head, track, bytes, "0:a:" + place, codec, codec.equals("mp4a")));
  }

  private static String codec(Box track) throws Undecodable {
    return track.only("mdia").only("minf").only("stbl").only("stsd").text(12);
  }

  private static LoneTrack lone(
      Box head, Box track, byte[] bytes, String map, String codec, boolean fits)
      throws Undecodable {
    long timescale = track.only("mdia").only("mdhd").numberAfterTimes();
    if (timescale <= 0) {
      throw new Undecodable("a track of it has no time scale");
    }
    long stamp = firstStamp(bytes, track.only("tkhd").numberAfterTimes(), timescale);
    long movieTimescale = head.only("moov").only("mvhd").numberAfterTimes();
    return new LoneTrack(
        "mov", map, codec, fits, stamp, lead(track, timescale, movieTimescale), LoneTrack.NO_PID);
  }

  /**
   * How much of it lies before its time zero, in ticks; negative if it begins later. Its edit list
   * says so: the encoder's lead-in is left out, and an empty edit comes before all.
   */
  private static long lead(Box track, long timescale, long movieTimescale) throws Undecodable {
    double emptySeconds = 0;
    for (Box list : track.all("edts", "elst")) {
      boolean wide = list.body().get(0) == 1;
      int entryBytes = wide ? 20 : 12;
      int count = Math.min(list.body().getInt(4), (list.body().limit() - 8) / entryBytes);
      for (int i = 0; i < count; i++) {
        int at = 8 + i * entryBytes;
        long mediaTime = wide ? list.body().getLong(at + 8) : list.body().getInt(at + 4);
        if (mediaTime >= 0) {
          return Math.round((mediaTime / (double) timescale - emptySeconds) * PTS_HZ);
        }
        long units = wide ? list.body().getLong(at) : list.body().getInt(at) & 0xffffffffL;
        emptySeconds += movieTimescale > 0 ? units / (double) movieTimescale : 0;
      }
    }
    return 0;
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

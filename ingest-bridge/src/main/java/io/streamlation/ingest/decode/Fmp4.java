package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.AudioWish;
import java.nio.ByteBuffer;
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
  private static final int MOST_BOXES = 10_000;

  private Fmp4() {}

  static boolean looksLike(byte[] bytes) {
    if (bytes.length < 8) {
      return false;
    }
    String type = new String(bytes, 4, 4, StandardCharsets.ISO_8859_1);
    return List.of("ftyp", "styp", "moof", "moov", "sidx", "emsg", "prft").contains(type);
  }

  static SegmentScan scan(byte[] initialisation, byte[] bytes, AudioWish wish) throws Undecodable {
    Box head = new Box("", ByteBuffer.wrap(initialisation.length > 0 ? initialisation : bytes));
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
    for (Box fragment : new Box("", ByteBuffer.wrap(bytes)).all("moof", "traf")) {
      if (fragment.only("tfhd").body.getInt(4) == (int) trackId) {
        long units = fragment.only("tfdt").version64();
        long seconds = units / timescale;
        long rest = units % timescale;
        return seconds * PTS_HZ + rest * PTS_HZ / timescale & PTS_MASK;
      }
    }
    throw new Undecodable("it is an MP4 segment without audio");
  }

  /** A box: {@code size:32 type:4 [size:64] body}. */
  private record Box(String type, ByteBuffer body) {

    List<Box> all(String... path) {
      List<Box> found = new ArrayList<>();
      for (Box child : children()) {
        if (child.type.equals(path[0])) {
          if (path.length == 1) {
            found.add(child);
          } else {
            found.addAll(child.all(Arrays.copyOfRange(path, 1, path.length)));
          }
        }
      }
      return found;
    }

    Box only(String type) throws Undecodable {
      List<Box> found = all(type);
      if (found.isEmpty()) {
        throw new Undecodable("its box \"" + this.type + "\" lacks \"" + type + "\"");
      }
      return found.get(0);
    }

    List<Box> children() {
      List<Box> children = new ArrayList<>();
      ByteBuffer rest = body.duplicate();
      while (rest.remaining() >= 8 && children.size() < MOST_BOXES) {
        int from = rest.position();
        long size = rest.getInt() & 0xffffffffL;
        byte[] name = new byte[4];
        rest.get(name);
        if (size == 1) {
          size = rest.getLong();
        } else if (size == 0) {
          size = rest.limit() - from;
        }
        int head = rest.position() - from;
        if (size < head || size > rest.limit() - from) {
          break; // cut short: what came before may still be good
        }
        ByteBuffer inside = rest.slice(rest.position(), (int) size - head);
        children.add(new Box(new String(name, StandardCharsets.ISO_8859_1), inside));
        rest.position(from + (int) size);
      }
      return children;
    }

    String text(int at) {
      byte[] four = new byte[4];
      body.duplicate().position(at).get(four);
      return new String(four, StandardCharsets.ISO_8859_1);
    }

    /** tkhd and mdhd: version, flags, two times (32 or 64 bits each), then the number wanted. */
    long numberAfterTimes() {
      return body.getInt(body.get(0) == 1 ? 20 : 12) & 0xffffffffL;
    }

    /** mdhd, behind time scale and duration: three letters of five bits each. */
    String language() {
      int at = body.get(0) == 1 ? 32 : 20;
      int packed = body.getShort(at) & 0x7fff;
      char[] letters = {
        (char) (0x60 + (packed >> 10)),
        (char) (0x60 + (packed >> 5 & 0x1f)),
        (char) (0x60 + (packed & 0x1f))
      };
      String language = new String(letters);
      return language.matches("[a-z]{3}") && !language.equals("und") ? language : "";
    }

    /** tfdt: version, flags, a time of 32 or 64 bits. */
    long version64() {
      return body.get(0) == 1 ? body.getLong(4) & Long.MAX_VALUE : body.getInt(4) & 0xffffffffL;
    }
  }
}

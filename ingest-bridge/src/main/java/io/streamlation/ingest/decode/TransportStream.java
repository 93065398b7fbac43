package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.AudioWish;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads of an MPEG transport stream (ISO 13818-1) as much as leads to its first audio stamp, and
 * passes on the packets of the tables and of that audio only: picture never reaches the decoder.
 *
 * <pre>
 * packet: 47 | tei pusi prio pid:13 | scrambling:2 adaptation:1 payload:1 counter:4 | ... 188 bytes
 * PES:    00 00 01 id | length:16 | flags:8 | pts?:1 dts?:1 ... | header length:8 | pts in 5 bytes
 * </pre>
 */
final class TransportStream {
  private static final int PACKET_BYTES = 188;
  private static final int SYNC = 0x47;
  private static final int LONGEST_SECTION = 1024;
  private static final int H264 = 0x1b;
  private static final int H265 = 0x24;

  private TransportStream() {}

  /** Where packets begin, or -1. */
  static int syncAt(byte[] bytes) {
    for (int at = 0; at < Math.min(PACKET_BYTES, bytes.length); at++) {
      boolean all = bytes.length - at >= PACKET_BYTES;
      for (int k = 0; k < 4 && at + k * PACKET_BYTES < bytes.length; k++) {
        all &= (bytes[at + k * PACKET_BYTES] & 0xff) == SYNC;
      }
      if (all) {
        return at;
      }
    }
    return -1;
  }

  static SegmentScan scan(byte[] bytes, int sync, AudioWish wish) throws Undecodable {
    Section pat = new Section(0);
    Section pmt = null;
    int audioPid = -1;
    int audioType = -1;
    OptionalLong pts = OptionalLong.empty();
    ByteArrayOutputStream audio = new ByteArrayOutputStream(bytes.length / 4);
    for (int at = sync; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
      if ((bytes[at] & 0xff) != SYNC) {
        // Damaged: let the decoder see it too, it resynchronises better than we do.
        audio.write(bytes, at, PACKET_BYTES);
        continue;
      }
      int pid = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
      boolean unitStart = (bytes[at + 1] & 0x40) != 0;
      int payload = payloadAt(bytes, at);
      int end = at + PACKET_BYTES;
      if (pid == 0) {
        audio.write(bytes, at, PACKET_BYTES);
        if (pmt == null && payload < end && pat.add(bytes, payload, end, unitStart)) {
          pmt = new Section(firstProgramPid(pat.bytes));
        }
      } else if (pmt != null && pid == pmt.pid) {
        audio.write(bytes, at, PACKET_BYTES);
        if (audioPid < 0 && payload < end && pmt.add(bytes, payload, end, unitStart)) {
          List<Sound> sounds = sounds(pmt.bytes);
          if (sounds.isEmpty()) {
            throw new Undecodable("its programme has no audio");
          }
          Optional<Sound> wished = wish.choose(sounds, Sound::offer);
          if (wished.isEmpty()) {
            throw new UnknownTrack(wish, sounds.stream().map(Sound::offer).toList());
          }
          audioType = wished.get().type();
          audioPid = wished.get().pid();
        }
      } else if (pid == audioPid) {
        audio.write(bytes, at, PACKET_BYTES);
        if (pts.isEmpty() && unitStart) {
          pts = ptsOf(bytes, payload, end);
        }
      }
    }
    if (audioPid < 0 || pts.isEmpty()) {
      throw new Undecodable("it is a transport stream without audio");
    }
    return new SegmentScan(
        "mpegts",
        "mpegts/" + audioPid + "/" + audioType,
        "0:i:" + audioPid,
        pts,
        OptionalLong.empty(),
        audio.toByteArray());
  }

  /** Its first picture, beside the sound that is wished. */
  static Optional<Picture> picture(byte[] bytes, int sync, AudioWish wish) throws Undecodable {
    Section pat = new Section(0);
    Section pmt = null;
    for (int at = sync; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
      int pid = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
      boolean unitStart = (bytes[at + 1] & 0x40) != 0;
      int payload = payloadAt(bytes, at);
      int end = at + PACKET_BYTES;
      if ((bytes[at] & 0xff) != SYNC || payload >= end) {
        continue;
      }
      if (pid == 0 && pmt == null && pat.add(bytes, payload, end, unitStart)) {
        pmt = new Section(firstProgramPid(pat.bytes));
      } else if (pmt != null && pid == pmt.pid && pmt.add(bytes, payload, end, unitStart)) {
        return picture(pmt.bytes, wish);
      }
    }
    return Optional.empty();
  }

  /** Its first picture, whatever lies beside it. */
  static Optional<LoneTrack> lonePicture(byte[] bytes, int sync) throws Undecodable {
    Section pat = new Section(0);
    Section pmt = null;
    Optional<LoneTrack> found = Optional.empty();
    for (int at = sync; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
      int pid = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
      boolean unitStart = (bytes[at + 1] & 0x40) != 0;
      int payload = payloadAt(bytes, at);
      int end = at + PACKET_BYTES;
      if ((bytes[at] & 0xff) != SYNC || payload >= end) {
        continue;
      }
      if (found.isPresent()) {
        OptionalLong pts =
            pid == found.get().pid() && unitStart
                ? ptsOf(bytes, payload, end)
                : OptionalLong.empty();
        if (pts.isPresent()) {
          return Optional.of(found.get().from(pts.getAsLong()));
        }
      } else if (pid == 0 && pmt == null && pat.add(bytes, payload, end, unitStart)) {
        pmt = new Section(firstProgramPid(pat.bytes));
      } else if (pmt != null && pid == pmt.pid && pmt.add(bytes, payload, end, unitStart)) {
        found = lonePicture(pmt.bytes);
        if (found.isEmpty()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<LoneTrack> lonePicture(byte[] pmt) {
    int i = 12 + ((pmt[10] & 0x0f) << 8 | pmt[11] & 0xff);
    while (i + 5 <= pmt.length - 4) {
      int type = pmt[i] & 0xff;
      String name = nameOfPicture(type);
      if (!name.isEmpty()) {
        int pid = (pmt[i + 1] & 0x1f) << 8 | pmt[i + 2] & 0xff;
        boolean shown = type == H264 || type == H265;
        return Optional.of(new LoneTrack("mpegts", "0:i:" + pid, name, shown, 0, 0, pid));
      }
      i += 5 + ((pmt[i + 3] & 0x0f) << 8 | pmt[i + 4] & 0xff);
    }
    return Optional.empty();
  }

  private static Optional<Picture> picture(byte[] pmt, AudioWish wish) {
    Optional<Sound> sound = wish.choose(sounds(pmt), Sound::offer);
    int i = 12 + ((pmt[10] & 0x0f) << 8 | pmt[11] & 0xff);
    while (sound.isPresent() && i + 5 <= pmt.length - 4) {
      int type = pmt[i] & 0xff;
      String name = nameOfPicture(type);
      if (!name.isEmpty()) {
        int pid = (pmt[i + 1] & 0x1f) << 8 | pmt[i + 2] & 0xff;
        int audioType = sound.get().type();
        return Optional.of(
            new Picture(
                "mpegts",
                "0:i:" + pid,
                "0:i:" + sound.get().pid(),
                name,
                type == H264 || type == H265,
                nameOfSound(audioType),
                audioType == 0x0f,
                pid));
      }
      i += 5 + ((pmt[i + 3] & 0x0f) << 8 | pmt[i + 4] & 0xff);
    }
    return Optional.empty();
  }

  /**
   * The tables, and everything from the first key frame of that picture on; empty if there is none.
   */
  static Optional<byte[]> fromKeyFrame(byte[] bytes, int sync, int pid, boolean h265) {
    ByteArrayOutputStream from = new ByteArrayOutputStream(bytes.length);
    boolean tables = true;
    for (int at = sync; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
      if ((bytes[at] & 0xff) != SYNC) {
        continue;
      }
      int pidHere = (bytes[at + 1] & 0x1f) << 8 | bytes[at + 2] & 0xff;
      boolean unitStart = (bytes[at + 1] & 0x40) != 0;
      if (pidHere == pid && unitStart && isKeyFrame(bytes, at, h265)) {
        from.write(bytes, at, bytes.length - at);
        return Optional.of(from.toByteArray());
      }
      // They stand before every piece, and before anything that is longer than a packet.
      tables &= pidHere == 0 || from.size() < LONGEST_SECTION && pidHere != pid;
      if (tables) {
        from.write(bytes, at, PACKET_BYTES);
      }
    }
    return Optional.empty();
  }

  /**
   * Its packet says so (random_access_indicator), or a key frame's units stand at its beginning.
   */
  private static boolean isKeyFrame(byte[] bytes, int at, boolean h265) {
    boolean hasField = (bytes[at + 3] & 0x20) != 0 && bytes[at + 4] != 0;
    if (hasField && (bytes[at + 5] & 0x40) != 0) {
      return true;
    }
    int end = at + PACKET_BYTES;
    int payload = payloadAt(bytes, at);
    for (int i = payload + 9; i + 3 < end; i++) {
      if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
        int unit = h265 ? bytes[i + 3] >> 1 & 0x3f : bytes[i + 3] & 0x1f;
        boolean key =
            h265 ? unit >= 16 && unit <= 21 || unit == 32 || unit == 33 : unit == 5 || unit == 7;
        if (key) {
          return true;
        }
      }
    }
    return false;
  }

  private static String nameOfPicture(int streamType) {
    return switch (streamType) {
      case 0x01 -> "MPEG-1 video";
      case 0x02 -> "MPEG-2 video";
      case 0x10 -> "MPEG-4 part 2";
      case H264 -> "H.264";
      case H265 -> "H.265";
      case 0x33 -> "H.266";
      case 0xea -> "VC-1";
      default -> "";
    };
  }

  private static String nameOfSound(int streamType) {
    return switch (streamType) {
      case 0x03, 0x04 -> "MPEG audio";
      case 0x0f -> "AAC";
      case 0x11 -> "AAC in LATM";
      case 0x81 -> "AC-3";
      case 0x87 -> "E-AC-3";
      default -> "AC-3 or Opus";
    };
  }

  private static int payloadAt(byte[] bytes, int at) {
    int control = bytes[at + 3] >> 4 & 3;
    int end = at + PACKET_BYTES;
    return switch (control) {
      case 1 -> at + 4;
      case 3 -> Math.min(end, at + 5 + (bytes[at + 4] & 0xff));
      default -> end;
    };
  }

  private static int firstProgramPid(byte[] pat) throws Undecodable {
    for (int i = 8; i + 4 <= pat.length - 4; i += 4) {
      if (((pat[i] & 0xff) << 8 | pat[i + 1] & 0xff) != 0) {
        return (pat[i + 2] & 0x1f) << 8 | pat[i + 3] & 0xff;
      }
    }
    throw new Undecodable("its table of programmes is empty");
  }

  /**
   * One sound of a programme.
   *
   * @param language ISO 639-2, or empty
   */
  private record Sound(int pid, int type, String language, String role) {
    AudioWish.Offer offer() {
      String id = AudioWish.idOfPid(pid);
      return new AudioWish.Offer(id, id, language, role);
    }
  }

  /** In the order of the programme's table. */
  private static List<Sound> sounds(byte[] pmt) {
    List<Sound> sounds = new ArrayList<>();
    int i = 12 + ((pmt[10] & 0x0f) << 8 | pmt[11] & 0xff);
    while (i + 5 <= pmt.length - 4) {
      int infoBytes = (pmt[i + 3] & 0x0f) << 8 | pmt[i + 4] & 0xff;
      int to = Math.min(pmt.length, i + 5 + infoBytes);
      if (isAudio(pmt[i] & 0xff, pmt, i + 5, to)) {
        int pid = (pmt[i + 1] & 0x1f) << 8 | pmt[i + 2] & 0xff;
        sounds.add(sound(pid, pmt[i] & 0xff, pmt, i + 5, to));
      }
      i += 5 + infoBytes;
    }
    return sounds;
  }

  /** With what its language descriptor (ISO 13818-1, 2.6.18) says. */
  private static Sound sound(int pid, int type, byte[] pmt, int from, int to) {
    for (int i = from; i + 6 <= to; i += 2 + (pmt[i + 1] & 0xff)) {
      if (pmt[i] == 0x0a && (pmt[i + 1] & 0xff) >= 4) {
        String language = new String(pmt, i + 2, 3, StandardCharsets.ISO_8859_1).strip();
        boolean described = pmt[i + 5] == 3; // visual impaired commentary
        boolean known = language.matches("[A-Za-z]{3}") && !language.equals("und");
        return new Sound(pid, type, known ? language : "", described ? "description" : "");
      }
    }
    return new Sound(pid, type, "", "");
  }

  private static boolean isAudio(int streamType, byte[] pmt, int from, int to) {
    return switch (streamType) {
      case 0x03, 0x04 -> true; // MPEG-1, MPEG-2 layers 1 to 3
      case 0x0f, 0x11 -> true; // AAC in ADTS, in LATM
      case 0x81, 0x87 -> true; // AC-3, E-AC-3
      case 0x06 -> hasAudioDescriptor(pmt, from, to);
      default -> false;
    };
  }

  private static boolean hasAudioDescriptor(byte[] pmt, int from, int to) {
    for (int i = from; i + 2 <= to; i += 2 + (pmt[i + 1] & 0xff)) {
      int tag = pmt[i] & 0xff;
      boolean opus =
          tag == 0x05
              && i + 6 <= to
              && pmt[i + 2] == 'O'
              && pmt[i + 3] == 'p'
              && pmt[i + 4] == 'u'
              && pmt[i + 5] == 's';
      if (tag == 0x6a || tag == 0x7a || opus) { // AC-3, E-AC-3
        return true;
      }
    }
    return false;
  }

  private static OptionalLong ptsOf(byte[] bytes, int at, int end) {
    boolean pes = end - at >= 14 && bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1;
    if (!pes || (bytes[at + 7] & 0x80) == 0) {
      return OptionalLong.empty();
    }
    int p = at + 9;
    return OptionalLong.of(
        (bytes[p] >> 1 & 7L) << 30
            | (bytes[p + 1] & 0xffL) << 22
            | (bytes[p + 2] >> 1 & 0x7fL) << 15
            | (bytes[p + 3] & 0xffL) << 7
            | bytes[p + 4] >> 1 & 0x7fL);
  }

  /** A table, put together from packets. */
  private static final class Section {
    private final int pid;
    private byte[] bytes = new byte[0];

    Section(int pid) {
      this.pid = pid;
    }

    /** True once the table is whole. */
    boolean add(byte[] packet, int from, int to, boolean unitStart) {
      int at = from;
      if (unitStart) {
        at = Math.min(to, from + 1 + (packet[from] & 0xff));
        bytes = new byte[0];
      } else if (bytes.length == 0) {
        return false;
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + to - at);
      System.arraycopy(packet, at, longer, bytes.length, to - at);
      bytes = longer;
      if (bytes.length < 3) {
        return false;
      }
      int whole = 3 + ((bytes[1] & 0x0f) << 8 | bytes[2] & 0xff);
      if (whole > LONGEST_SECTION || whole < 12) {
        bytes = new byte[0];
        return false;
      }
      if (bytes.length < whole) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, whole);
      return true;
    }
  }
}

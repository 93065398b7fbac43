package io.streamlation.ingest.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Makes media that no honest encoder makes. */
public final class Forge {
  public static final int AAC = 0x0f;
  public static final int VIDEO = 0x1b;
  public static final int PMT_PID = 0x100;
  public static final int SOUND_PID = 0x101;
  private static final int PACKET_BYTES = 188;

  /** A block of AAC that says nothing, for one channel. */
  private static final byte[] SILENT_BLOCK = {
    0x00, (byte) 0xc8, 0x00, (byte) 0x80, 0x23, (byte) 0x80
  };

  private Forge() {}

  public static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(7).nextBytes(noise);
    return noise;
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  public static byte[] repeat(byte[] part, int times) {
    byte[] all = new byte[part.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, all, i * part.length, part.length);
    }
    return all;
  }

  /** Frames of 13 bytes, each 1,024 samples at 8 kHz: 128 ms. */
  public static byte[] silence(int frames) {
    int length = 7 + SILENT_BLOCK.length;
    byte[] head = {
      (byte) 0xff,
      (byte) 0xf1,
      0x6c,
      0x40,
      (byte) (length >> 3),
      (byte) (length << 5 | 0x1f),
      (byte) 0xfc
    };
    return repeat(join(head, SILENT_BLOCK), frames);
  }

  /** A programme with one stream of sound in PES of at most 60 kB. */
  public static byte[] transportStream(byte[] sound) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(pat(PMT_PID));
    out.writeBytes(pmt(AAC, SOUND_PID, new byte[0]));
    int counter = 0;
    for (int at = 0; at < sound.length; at += 60_000) {
      byte[] piece = Arrays.copyOfRange(sound, at, Math.min(sound.length, at + 60_000));
      byte[] pes = pes(90_000, piece, piece.length + 8);
      for (int from = 0; from < pes.length; from += PACKET_BYTES - 4) {
        byte[] body = Arrays.copyOfRange(pes, from, Math.min(pes.length, from + PACKET_BYTES - 4));
        out.writeBytes(packet(SOUND_PID, from == 0, counter++, body));
      }
    }
    return out.toByteArray();
  }

  /**
   * @param told length that it says it has; 0 for one without an end
   */
  public static byte[] pes(long pts, byte[] body, int told) {
    ByteBuffer pes = ByteBuffer.allocate(14 + body.length);
    pes.putInt(0x000001c0).putShort((short) told).put((byte) 0x80).put((byte) 0x80).put((byte) 5);
    pes.put((byte) (0x21 | pts >> 29 & 0x0e)).putShort((short) (pts >> 14 & 0xfffe | 1));
    pes.putShort((short) (pts << 1 & 0xfffe | 1)).put(body);
    return pes.array();
  }

  public static byte[] pat(int pmtPid) {
    ByteBuffer table = ByteBuffer.allocate(12);
    table.put((byte) 0).putShort((short) 0xb00d).putShort((short) 1).put((byte) 0xc1);
    table.putShort((short) 0).putShort((short) 1).putShort((short) (0xe000 | pmtPid));
    return section(0, table.array());
  }

  public static byte[] pmt(int type, int pid, byte[] descriptors) {
    ByteBuffer table = ByteBuffer.allocate(17 + descriptors.length);
    table.put((byte) 2).putShort((short) (0xb000 | 18 + descriptors.length)).putShort((short) 1);
    table.put((byte) 0xc1).putShort((short) 0).putShort((short) (0xe000 | pid));
    table.putShort((short) 0xf000).put((byte) type).putShort((short) (0xe000 | pid));
    table.putShort((short) (0xf000 | descriptors.length)).put(descriptors);
    return section(PMT_PID, table.array());
  }

  public static byte[] section(int pid, byte[] table) {
    byte[] body = join(new byte[] {0}, table, ByteBuffer.allocate(4).putInt(crc(table)).array());
    byte[] padded = Arrays.copyOf(body, PACKET_BYTES - 4);
    Arrays.fill(padded, body.length, padded.length, (byte) 0xff);
    return packet(pid, true, 0, padded);
  }

  /** What is shorter than a packet is filled up in the adaptation field. */
  public static byte[] packet(int pid, boolean unitStart, int counter, byte[] body) {
    byte[] packet = new byte[PACKET_BYTES];
    packet[0] = 0x47;
    packet[1] = (byte) ((unitStart ? 0x40 : 0) | pid >> 8 & 0x1f);
    packet[2] = (byte) pid;
    int filling = PACKET_BYTES - 4 - body.length;
    packet[3] = (byte) ((filling > 0 ? 0x30 : 0x10) | counter & 0x0f);
    if (filling > 0) {
      packet[4] = (byte) (filling - 1);
      if (filling > 1) {
        Arrays.fill(packet, 6, 4 + filling, (byte) 0xff);
      }
    }
    System.arraycopy(body, 0, packet, 4 + filling, body.length);
    return packet;
  }

  /** A box of MP4 that says how large it is. */
  public static byte[] box(String type, byte[]... inside) {
    byte[] body = join(inside);
    return box(8 + body.length, type, body);
  }

  /** A box of MP4 that says it is as large as it likes. */
  public static byte[] box(int told, String type, byte[] body) {
    return join(ByteBuffer.allocate(4).putInt(told).array(), ascii(type), body);
  }

  public static byte[] id3(int toldBytes) {
    byte[] size = {
      (byte) (toldBytes >> 21 & 0x7f),
      (byte) (toldBytes >> 14 & 0x7f),
      (byte) (toldBytes >> 7 & 0x7f),
      (byte) (toldBytes & 0x7f)
    };
    return join(new byte[] {'I', 'D', '3', 4, 0, 0}, size);
  }

  private static int crc(byte[] table) {
    int crc = -1;
    for (byte b : table) {
      crc ^= b << 24;
      for (int i = 0; i < 8; i++) {
        crc = crc < 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
      }
    }
    return crc;
  }
}

package io.streamlation.ingest.decode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A box of an MP4 (ISO 14496-12): {@code size:32 type:4 [size:64] body}. */
public record Box(String type, ByteBuffer body) {
  private static final int MOST_BOXES = 10_000;

  /** All of the file, or what has come of it. */
  public static Box file(byte[] bytes) {
    return new Box("", ByteBuffer.wrap(bytes));
  }

  public List<Box> all(String... path) {
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

  /** The first of that name inside this one. */
  public Box only(String type) throws Undecodable {
    List<Box> found = all(type);
    if (found.isEmpty()) {
      throw new Undecodable("its box \"" + this.type + "\" lacks \"" + type + "\"");
    }
    return found.get(0);
  }

  public List<Box> children() {
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

  /** Four letters. */
  public String text(int at) {
    byte[] four = new byte[4];
    body.duplicate().position(at).get(four);
    return new String(four, StandardCharsets.ISO_8859_1);
  }

  /** tkhd and mdhd: version, flags, two times (32 or 64 bits each), then the number wanted. */
  public long numberAfterTimes() {
    return body.getInt(body.get(0) == 1 ? 20 : 12) & 0xffffffffL;
  }

  /** mdhd, behind time scale and duration: three letters of five bits each. */
  public String language() {
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
  public long version64() {
    return body.get(0) == 1 ? body.getLong(4) & Long.MAX_VALUE : body.getInt(4) & 0xffffffffL;
  }
}

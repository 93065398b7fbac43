package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.Undecodable;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads what one packager writes: a head, then fragments. */
final class Packaged implements Fragments {
  /** A key frame must come before this. */
  private static final int MOST_FRAGMENT_BYTES = 64 << 20;

  private final DataInputStream in;
  private byte[] headBytes = {};
  private Initialisation head;

  Packaged(InputStream out) {
    this.in = new DataInputStream(out);
  }

  @Override
  public Fragment next() throws IOException, Undecodable {
    byte[] bytes = nextBytes();
    if (head == null) {
      head = Initialisation.of(headBytes);
    }
    return Fragment.of(bytes, head);
  }

  @Override
  public Initialisation head() {
    return head;
  }

  /** What stood before the first fragment. */
  byte[] headBytes() {
    return headBytes;
  }

  /** The next {@code moof} and its {@code mdat}. */
  byte[] nextBytes() throws IOException {
    ByteArrayOutputStream open = new ByteArrayOutputStream();
    while (true) {
      byte[] box = box(open.size());
      String type = Initialisation.typeOf(box);
      if (Initialisation.isHead(type) || type.equals("moof")) {
        open.writeBytes(box);
      }
      if (type.equals("moov")) {
        headBytes = open.toByteArray();
        open.reset();
      } else if (type.equals("mdat") && headBytes.length > 0) {
        open.writeBytes(box);
        return open.toByteArray();
      }
    }
  }

  private byte[] box(int before) throws IOException {
    int size = in.readInt();
    if (size < 8 || (long) size + before > MOST_FRAGMENT_BYTES) {
      throw new IOException(
          size < 8
              ? "it wrote what is no MP4"
              : "no key frame came within " + (MOST_FRAGMENT_BYTES >> 20) + " MiB");
    }
    byte[] box = new byte[size];
    ByteBuffer.wrap(box).putInt(size);
    in.readFully(box, 4, size - 4);
    return box;
  }
}

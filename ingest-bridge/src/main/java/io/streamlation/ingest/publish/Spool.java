package io.streamlation.ingest.publish;

import io.streamlation.contracts.v1.AudioFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.UUID;

/**
 * Frames that wait for Kafka on disk, first in, first out. A file has no name from the moment it is
 * opened, so that nothing of it is left behind, however the bridge ends; one that was read to its
 * end is closed, so that what is on disk is never more than a minute longer than what waits. Used
 * under its publisher's lock.
 */
final class Spool implements AutoCloseable {
  private static final int FRAMES_PER_FILE = 600; // a minute, about 2 MB

  private final Path folder;
  private final long mostFrames;
  private final Deque<Leaf> leaves = new ArrayDeque<>();
  private int frames;

  /** One file, written from the front and read from the front. */
  private static final class Leaf {
    private final SeekableByteChannel file;
    private long writeAt;
    private long readAt;
    private int written;

    Leaf(SeekableByteChannel file) {
      this.file = file;
    }
  }

  /**
   * @param mostFrames for how many it says that it has room
   */
  Spool(Path folder, long mostFrames) {
    this.folder = folder;
    this.mostFrames = mostFrames;
  }

  boolean isEmpty() {
    return frames == 0;
  }

  boolean hasRoomFor(int more) {
    return frames + more <= mostFrames;
  }

  int frames() {
    return frames;
  }

  /** All of the frame is kept, or nothing. */
  void append(AudioFrame frame) throws IOException {
    if (leaves.isEmpty() || leaves.getLast().written == FRAMES_PER_FILE) {
      leaves.add(new Leaf(open()));
    }
    Leaf leaf = leaves.getLast();
    byte[] bytes = frame.toByteArray();
    ByteBuffer entry = ByteBuffer.allocate(Integer.BYTES + bytes.length);
    entry.putInt(bytes.length).put(bytes).flip();
    leaf.file.position(leaf.writeAt);
    while (entry.hasRemaining()) {
      leaf.file.write(entry);
    }
    leaf.writeAt += entry.limit();
    leaf.written++;
    frames++;
  }

  private SeekableByteChannel open() throws IOException {
    return Files.newByteChannel(
        folder.resolve("streamlation-spool-" + UUID.randomUUID()),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)); // on Unix the name goes at once
  }

  /** The oldest; there is one. */
  AudioFrame take() throws IOException {
    Leaf leaf = leaves.getFirst();
    int length = read(leaf, Integer.BYTES).getInt();
    AudioFrame frame = AudioFrame.parseFrom(read(leaf, length));
    frames--;
    if (frames == 0 || leaf.readAt == leaf.writeAt && leaf.written == FRAMES_PER_FILE) {
      leaves.remove().file.close();
    }
    return frame;
  }

  private static ByteBuffer read(Leaf leaf, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    leaf.file.position(leaf.readAt);
    while (into.hasRemaining()) {
      if (leaf.file.read(into) < 0) {
        throw new IOException("the spool ends within a frame");
      }
    }
    leaf.readAt += length;
    return into.flip();
  }

  /** Forgets what it holds. */
  @Override
  public void close() throws IOException {
    frames = 0;
    while (!leaves.isEmpty()) {
      leaves.remove().file.close();
    }
  }
}

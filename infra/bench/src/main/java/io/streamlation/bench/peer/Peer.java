package io.streamlation.bench.peer;

import java.io.IOException;
import java.util.List;

/** Somebody who sends: the far side of a source, real, in a process of its own. */
public interface Peer extends AutoCloseable {
  /** What listener {@code i} is told. */
  String address(int i);

  /** How an ffmpeg program is told to hear the same at the same pace. */
  default List<String> forFfmpeg(int i) {
    return List.of("-i", address(i));
  }

  /** Goes on air; what ends by itself afterwards is begun again until it is told to end. */
  void start() throws IOException, InterruptedException;

  /** It stands still: its connections stay, and nothing comes. */
  void freeze() throws IOException, InterruptedException;

  void thaw() throws IOException, InterruptedException;

  /** It is gone without a word. */
  void kill() throws InterruptedException;

  /** It ends in good order. */
  void end() throws IOException, InterruptedException;

  @Override
  void close() throws InterruptedException;
}

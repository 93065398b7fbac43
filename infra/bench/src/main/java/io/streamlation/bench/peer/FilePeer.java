package io.streamlation.bench.peer;

import io.streamlation.bulletin.air.BundledFfmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file that is there or not: it neither stands still nor is lost on the way. */
public final class FilePeer implements Peer {
  private final Programme programme;
  private final Path file;
  private final int seconds;

  public FilePeer(Programme programme, Path root, int seconds) {
    this.programme = programme;
    this.file = root.resolve("programme-" + seconds + ".mp4");
    this.seconds = seconds;
  }

  @Override
  public String address(int i) {
    return file.getFileName().toString();
  }

  @Override
  public List<String> forFfmpeg(int i) {
    return List.of("-re", "-i", file.toString());
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Files.createDirectories(file.getParent());
    BundledFfmpeg.command(
            List.of(
                "-loglevel",
                "error",
                "-nostdin",
                "-y",
                "-i",
                programme.file().toString(),
                "-t",
                Integer.toString(seconds),
                "-c",
                "copy",
                file.toString()))
        .start()
        .waitFor();
  }

  @Override
  public void freeze() {
    throw new UnsupportedOperationException("a file stands still in any case");
  }

  @Override
  public void thaw() {
    throw new UnsupportedOperationException("a file stands still in any case");
  }

  @Override
  public void kill() {}

  /** It ends where it ends. */
  @Override
  public void end() {}

  @Override
  public void close() {}
}

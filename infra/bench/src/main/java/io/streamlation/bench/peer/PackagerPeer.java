package io.streamlation.bench.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A packager that writes a playlist and its segments, and the origin that serves them to all. */
public abstract class PackagerPeer extends ProcessPeer {
  private static final int SECONDS_TO_APPEAR = 30;

  private final Programme programme;
  private final Path folder;
  private final Place place;
  private final String playlist;
  private FolderOrigin origin;

  PackagerPeer(Programme programme, Path folder, Place place, String playlist) {
    this.programme = programme;
    this.folder = folder;
    this.place = place;
    this.playlist = playlist;
  }

  /** Options of the output. */
  abstract List<String> packaging();

  @Override
  public String address(int i) {
    return "http://" + place.called() + "/" + playlist + "?" + i;
  }

  @Override
  ProcessBuilder program() {
    List<String> output = new ArrayList<>(packaging());
    output.add(folder.resolve(playlist).toString());
    return programme.sentTo(output.toArray(String[]::new));
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    if (origin == null) {
      origin = new FolderOrigin(folder, new InetSocketAddress(place.host(), place.port()));
    } else {
      origin.forget();
    }
    super.start();
    for (int tries = 0; !Files.exists(folder.resolve(playlist)); tries++) {
      if (tries > SECONDS_TO_APPEAR * 10) {
        throw new IllegalStateException("the packager wrote no " + playlist);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** The origin takes connections and answers nothing; the packager goes on. */
  public void fallSilent() {
    origin.fallSilent();
  }

  public void speakAgain() {
    origin.speakAgain();
  }

  public void loseNext(int segments) {
    origin.loseNext(segments);
  }

  @Override
  public void close() throws InterruptedException {
    super.close();
    if (origin != null) {
      origin.close();
    }
  }
}

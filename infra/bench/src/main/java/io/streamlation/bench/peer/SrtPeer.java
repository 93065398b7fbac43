package io.streamlation.bench.peer;

/** FFmpeg as SRT listener for one caller. */
public final class SrtPeer extends ProcessPeer {
  private final Programme programme;
  private final Place place;

  public SrtPeer(Programme programme, Place place) {
    this.programme = programme;
    this.place = place;
  }

  @Override
  public String address(int i) {
    return "srt://" + place.called();
  }

  @Override
  ProcessBuilder program() {
    return programme.sentTo(
        "-f", "mpegts", "srt://" + place.host() + ":" + place.port() + "?mode=listener");
  }
}

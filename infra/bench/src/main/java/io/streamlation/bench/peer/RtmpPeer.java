package io.streamlation.bench.peer;

/** FFmpeg as RTMP server for one listener. */
public final class RtmpPeer extends ProcessPeer {
  private final Programme programme;
  private final Place place;

  public RtmpPeer(Programme programme, Place place) {
    this.programme = programme;
    this.place = place;
  }

  @Override
  public String address(int i) {
    return "rtmp://" + place.called() + "/live/programme";
  }

  @Override
  ProcessBuilder program() {
    return programme.sentTo(
        "-f",
        "flv",
        "-listen",
        "1",
        "rtmp://" + place.host() + ":" + place.port() + "/live/programme");
  }
}

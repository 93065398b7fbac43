package io.streamlation.bench.peer;

/** FFmpeg as HTTP server that sends its one listener AAC without an end. */
public final class HttpAudioPeer extends ProcessPeer {
  private final Programme programme;
  private final Place place;

  public HttpAudioPeer(Programme programme, Place place) {
    this.programme = programme;
    this.place = place;
  }

  @Override
  public String address(int i) {
    return "http://" + place.called() + "/radio";
  }

  @Override
  ProcessBuilder program() {
    return programme.sentTo(
        "-map",
        "0:a",
        "-f",
        "adts",
        "-content_type",
        "audio/aac",
        "-listen",
        "1",
        "http://" + place.host() + ":" + place.port() + "/radio");
  }
}

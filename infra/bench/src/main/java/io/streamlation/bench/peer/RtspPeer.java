package io.streamlation.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** GStreamer's RTSP server; one encoder for all listeners. */
public final class RtspPeer extends ProcessPeer {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String PIPELINE =
      "audiotestsrc is-live=true wave=pink-noise volume=0.3 ! audioconvert ! audioresample !"
          + " audio/x-raw,rate=48000 ! avenc_aac bitrate=64000 ! rtpmp4gpay name=pay0 pt=96";

  private final Path script;
  private final Place place;

  public RtspPeer(Path folder, Place place) throws IOException {
    this.script = folder.resolve("rtsp-server.py");
    this.place = place;
    Files.createDirectories(folder);
    try (InputStream packed = RtspPeer.class.getResourceAsStream("rtsp-server.py")) {
      Files.write(script, packed.readAllBytes());
    }
  }

  /** Whether Debian's packages for it are here. */
  public static boolean isThere() throws IOException, InterruptedException {
    return Files.exists(Path.of(PYTHON))
        && new ProcessBuilder(PYTHON, "-c", "import gi; gi.require_version('GstRtspServer', '1.0')")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  @Override
  public String address(int i) {
    return "rtsp://" + place.called() + "/noise";
  }

  @Override
  ProcessBuilder program() {
    return new ProcessBuilder(
        PYTHON, script.toString(), Integer.toString(place.port()), PIPELINE, place.host());
  }
}

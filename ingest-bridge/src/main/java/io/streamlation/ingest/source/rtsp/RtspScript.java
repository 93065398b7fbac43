package io.streamlation.ingest.source.rtsp;

import io.streamlation.ingest.address.FarSideRefused;
import io.streamlation.ingest.address.Script;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * Reads along: the server is asked for the address as written, not for the relay's, and an answer
 * that sends the child elsewhere never reaches it.
 *
 * <p>Between messages come frames: "$" | channel:8 | length:16 | data.
 */
final class RtspScript implements Script {
  private static final String RELAY = "rtsp://127\\.0\\.0\\.1:\\d+";

  private final String origin;

  RtspScript(URI at) {
    this.origin = at.getScheme() + "://" + at.getRawAuthority();
  }

  @Override
  public void outward(InputStream from, OutputStream to) throws IOException {
    InputStream in = new BufferedInputStream(from, BUFFER_BYTES);
    for (int first = in.read(); first >= 0; first = in.read()) {
      if (first == '$') {
        to.write(frame(in));
      } else {
        String message = RtspMessage.read(in, first).replaceAll(RELAY, origin);
        to.write(message.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  @Override
  public void inward(InputStream from, OutputStream to, IntConsumer counted) throws IOException {
    InputStream in = new BufferedInputStream(from, BUFFER_BYTES);
    for (int first = in.read(); first >= 0; first = in.read()) {
      byte[] bytes;
      if (first == '$') {
        bytes = frame(in);
      } else {
        String message = RtspMessage.read(in, first);
        refuseElsewhere(message);
        bytes = message.getBytes(StandardCharsets.ISO_8859_1);
      }
      counted.accept(bytes.length);
      to.write(bytes);
    }
  }

  private static void refuseElsewhere(String message) throws FarSideRefused {
    String line = message.lines().findFirst().orElse("");
    if (line.matches("RTSP/\\S+ 3\\d\\d.*") || line.startsWith("REDIRECT ")) {
      throw new FarSideRefused(
          "sends the bridge to another address, which it does not follow (" + line + ")");
    }
  }

  private static byte[] frame(InputStream in) throws IOException {
    byte[] head = in.readNBytes(3);
    if (head.length < 3) {
      throw new EOFException("closed the connection in the middle of a frame");
    }
    int length = (head[1] & 0xff) << 8 | head[2] & 0xff;
    byte[] frame = new byte[4 + length];
    frame[0] = '$';
    System.arraycopy(head, 0, frame, 1, 3);
    if (in.readNBytes(frame, 4, length) < length) {
      throw new EOFException("closed the connection in the middle of a frame");
    }
    return frame;
  }
}

package io.streamlation.ingest.source.rtsp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one message of RTSP (RFC 2326): lines, an empty one, and as much body as they say. */
final class RtspMessage {
  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int LONGEST_BODY = 256 * 1024;

  private RtspMessage() {}

  static String read(InputStream in) throws IOException {
    return read(in, in.read());
  }

  /**
   * @param first its first byte, read already; -1 if there is none
   */
  static String read(InputStream in, int first) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = first; ; b = in.read()) {
      if (b < 0) {
        throw new EOFException("it closed the connection in the middle of an answer");
      }
      text.append((char) b);
      if (b == '\n' && (endsWith(text, "\r\n\r\n") || endsWith(text, "\n\n"))) {
        break;
      }
      if (text.length() > LONGEST_HEAD) {
        throw new IOException("it answers with more than " + LONGEST_HEAD + " bytes of head");
      }
    }
    int bytes = bodyBytes(text);
    byte[] body = in.readNBytes(bytes);
    return text + new String(body, StandardCharsets.ISO_8859_1);
  }

  private static boolean endsWith(StringBuilder text, String end) {
    return text.length() >= end.length() && text.indexOf(end, text.length() - end.length()) >= 0;
  }

  private static int bodyBytes(CharSequence head) throws IOException {
    for (String line : head.toString().lines().toList()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        String number = line.substring(15).strip();
        if (!number.matches("\\d{1,6}") || Integer.parseInt(number) > LONGEST_BODY) {
          throw new IOException("it announces a body of " + number + " bytes");
        }
        return Integer.parseInt(number);
      }
    }
    return 0;
  }
}

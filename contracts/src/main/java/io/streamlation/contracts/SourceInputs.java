package io.streamlation.contracts;

import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.Source.Protocol;
import java.util.Locale;

/** The inputs of a source: 0 is the main one, n the n-th of its backups. */
public final class SourceInputs {
  private SourceInputs() {}

  public static int count(Source source) {
    return 1 + source.getBackupUrlsCount();
  }

  /** One input as a source of its own. */
  public static Source of(Source source, int input) {
    Source.Builder own = source.toBuilder().clearBackupUrls();
    if (input > 0) {
      String url = source.getBackupUrls(input - 1);
      own.setUrl(url).setProtocol(protocolOf(url, source.getProtocol())).clearPush();
    }
    return own.build();
  }

  /** The main input is the same, and how it is heard. */
  public static boolean sameMain(Source one, Source other) {
    return of(one, 0).equals(of(other, 0));
  }

  /**
   * @param main of the main input
   */
  public static Protocol protocolOf(String url, Protocol main) {
    String lower = url.toLowerCase(Locale.ROOT);
    int colon = lower.indexOf("://");
    String scheme = colon < 0 ? "" : lower.substring(0, colon);
    return switch (scheme) {
      case "rtmp", "rtmps" -> Protocol.PROTOCOL_RTMP;
      case "srt" -> Protocol.PROTOCOL_SRT;
      case "rtsp", "rtsps" -> Protocol.PROTOCOL_RTSP;
      case "http", "https" -> overHttp(lower.replaceFirst("[?#].*", ""), main);
      default -> Protocol.PROTOCOL_FILE;
    };
  }

  private static Protocol overHttp(String path, Protocol main) {
    if (path.endsWith(".m3u8")) {
      return Protocol.PROTOCOL_HLS;
    }
    if (path.endsWith(".mpd")) {
      return Protocol.PROTOCOL_DASH;
    }
    return switch (main) {
      case PROTOCOL_DASH, PROTOCOL_HTTP_AUDIO -> main;
      default -> Protocol.PROTOCOL_HLS;
    };
  }
}

package io.streamlation.control.live;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.LiveRequest;
import io.streamlation.contracts.v1.LogPosition;
import io.streamlation.contracts.v1.Spoken;
import io.streamlation.contracts.v1.Translation;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Protobuf's canonical JSON, each caption printed once however many read it. */
final class LiveJson {
  /** No frame of ours is larger; nor may a client's be. */
  static final int MOST_BYTES = 64 * 1024;

  private static final int ENVELOPE_BYTES = 512;
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private LiveJson() {}

  static LiveRequest request(String text) throws InvalidProtocolBufferException {
    LiveRequest.Builder request = LiveRequest.newBuilder();
    JsonFormat.parser().merge(text, request);
    return request.build();
  }

  static String of(LiveMessage message) {
    return print(message);
  }

  /** A caption's or translation's part of a message; {@link #framed} puts the rest around it. */
  static String body(Caption caption) {
    String whole = "\"caption\":" + print(caption);
    return fits(whole) ? whole : "\"caption\":" + print(caption.toBuilder().clearWords().build());
  }

  static String body(Translation translation) {
    return "\"translation\":" + print(translation);
  }

  static String body(Spoken spoken) {
    return "\"spoken\":" + print(spoken);
  }

  static boolean fits(String body) {
    return body.length() * 3L + ENVELOPE_BYTES <= MOST_BYTES
        || body.getBytes(StandardCharsets.UTF_8).length + ENVELOPE_BYTES <= MOST_BYTES;
  }

  static String framed(UUID sessionId, UUID log, long position, String body) {
    return "{\"sessionId\":\""
        + sessionId
        + "\",\"at\":{\"log\":\""
        + log
        + "\",\"position\":\""
        + position
        + "\"},"
        + body
        + "}";
  }

  static LogPosition place(UUID log, long position) {
    return LogPosition.newBuilder().setLog(log.toString()).setPosition(position).build();
  }

  static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message of ours has no JSON form", e);
    }
  }
}

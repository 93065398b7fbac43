package io.streamlation.control.session;

import io.streamlation.contracts.StreamKeys;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where senders push to, and with which key. */
@Component
class Pushes {
  private final ControlSettings.Push settings;
  private final Optional<StreamKeys> keys;

  Pushes(ControlSettings settings) {
    this.settings = settings.push();
    try {
      this.keys =
          this.settings.secretFile().isEmpty()
              ? Optional.empty()
              : Optional.of(StreamKeys.of(Path.of(this.settings.secretFile())));
    } catch (IOException e) {
      throw new UncheckedIOException("streamlation.push.secret-file cannot be read", e);
    }
  }

  /** A key, told once. */
  @Schema(name = "StreamKey")
  record StreamKey(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "What a sender calls the server",
              example = "rtmp://captions.example.org:1935/live")
          String server,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description =
                  "RTMP: what a sender calls the stream key. SRT: the passphrase. It is told this once")
          String streamKey,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "Both in one, for senders that take an address")
          String address) {}

  Optional<Complaint> complaintAbout(Session.Protocol protocol, @Nullable String url) {
    if (url != null && !url.isBlank()) {
      return complaint(
          "source.url", url, "A source that is pushed has no \"source.url\": it is given one.");
    }
    boolean off =
        keys.isEmpty()
            || protocol == Session.Protocol.RTMP_PUSH && settings.rtmpAddress().isEmpty()
            || protocol == Session.Protocol.SRT_PUSH && settings.srtHost().isEmpty();
    return off
        ? complaint(
            "source.protocol",
            protocol.word(),
            "Nothing is listened on for " + protocol.word() + "; an operator sets push=on.")
        : Optional.empty();
  }

  private static Optional<Complaint> complaint(String field, String value, String detail) {
    return Optional.of(Complaint.of(ProblemType.UNSUPPORTED_SOURCE, field, value, detail));
  }

  /**
   * @param held where other sessions are listened for
   */
  Session.Source addressed(Session.Source source, UUID id, Collection<String> held) {
    String url =
        source.protocol() == Session.Protocol.RTMP_PUSH
            ? settings.rtmpAddress() + "/" + id
            : freeListener(held);
    return new Session.Source(
        source.protocol(), url, source.audioTrack(), source.pushKey(), source.backupUrls());
  }

  private String freeListener(Collection<String> held) {
    for (int port = settings.srtFirstPort(); port <= settings.srtLastPort(); port++) {
      String url = "srt://" + settings.srtHost() + ":" + port;
      if (!held.contains(url)) {
        return url;
      }
    }
    throw Refusal.of(
        ProblemType.UNSUPPORTED_SOURCE,
        "Every SRT port from "
            + settings.srtFirstPort()
            + " to "
            + settings.srtLastPort()
            + " is a session's already; stop one, or have an operator widen the range.");
  }

  /** Of a session that is pushed and has a key. */
  StreamKey keyOf(Session session) {
    String key =
        keys.orElseThrow(() -> new IllegalStateException("streamlation.push.secret-file is gone"))
            .key(session.id().toString(), session.source().pushKey());
    String url = session.source().url();
    if (session.source().protocol() == Session.Protocol.SRT_PUSH) {
      return new StreamKey(url, key, url + "?mode=caller&passphrase=" + key);
    }
    String streamKey = session.id() + "?key=" + key;
    return new StreamKey(settings.rtmpAddress(), streamKey, url + "?key=" + key);
  }
}

package io.streamlation.control.session;

import io.streamlation.contracts.SourceInputs;
import io.streamlation.contracts.v1.Playout;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.Target;
import java.util.Arrays;
import java.util.Optional;

/** The wish as the other rooms read it. */
final class Plans {
  private Plans() {}

  static SessionPlan of(Session session) {
    SessionPlan.Builder plan =
        SessionPlan.newBuilder()
            .setSessionId(session.id().toString())
            .setOrgId(session.orgId().toString())
            .setRevision(session.revision())
            .setDesired(
                switch (session.desired()) {
                  case ON_AIR -> SessionPlan.Desired.DESIRED_ON_AIR;
                  case STOPPED -> SessionPlan.Desired.DESIRED_STOPPED;
                })
            .setSource(source(session.source()))
            .setSourceLanguage(session.sourceLanguage())
            .setTier(session.tier() == null ? "" : session.tier())
            .setName(session.name())
            .setPlayout(playout(session))
            .setBegunRevision(session.begunRevision())
            .setPlannedAtMs(session.updatedAt().toEpochMilli());
    session.targets().forEach(target -> plan.addTargets(target(target)));
    return plan.build();
  }

  private static Playout playout(Session session) {
    return Playout.newBuilder()
        .setMode(
            session.playout().mode() == null
                ? Playout.Mode.MODE_UNSPECIFIED
                : switch (session.playout().mode()) {
                  case SIDECAR -> Playout.Mode.MODE_SIDECAR;
                  case REHOST -> Playout.Mode.MODE_REHOST;
                  case NONE -> Playout.Mode.MODE_NONE;
                })
        .setDelayMs(session.playout().delayMs())
        .setWindowSeconds(session.playout().windowSeconds())
        .build();
  }

  private static Target target(Session.Target wished) {
    Target.Builder target = Target.newBuilder().setLanguage(wished.language());
    if (wished.dub()) {
      target
          .setVoiceMode(Target.VoiceMode.VOICE_MODE_DUB)
          .setVoice(wished.voice() == null ? "" : wished.voice());
    }
    return target.build();
  }

  /** Which protocol a backup's address tells; empty if it is none that is read over a network. */
  static Optional<Session.Protocol> protocolOfBackup(String url, Session.Protocol main) {
    Source.Protocol told = SourceInputs.protocolOf(url, onTheWire(main));
    return Arrays.stream(Session.Protocol.values())
        .filter(p -> p != Session.Protocol.FILE && !p.isPush() && onTheWire(p) == told)
        .findFirst();
  }

  private static Source.Protocol onTheWire(Session.Protocol protocol) {
    return switch (protocol) {
      case HLS -> Source.Protocol.PROTOCOL_HLS;
      case DASH -> Source.Protocol.PROTOCOL_DASH;
      case RTMP, RTMP_PUSH -> Source.Protocol.PROTOCOL_RTMP;
      case SRT, SRT_PUSH -> Source.Protocol.PROTOCOL_SRT;
      case RTSP -> Source.Protocol.PROTOCOL_RTSP;
      case HTTP_AUDIO -> Source.Protocol.PROTOCOL_HTTP_AUDIO;
      case FILE -> Source.Protocol.PROTOCOL_FILE;
    };
  }

  static Source source(Session.Source source) {
    Source.Builder wire =
        Source.newBuilder()
            .setProtocol(onTheWire(source.protocol()))
            .setUrl(source.url())
            .setAudioTrack(source.audioTrack() == null ? "" : source.audioTrack())
            .addAllBackupUrls(source.backupUrls());
    if (source.pushKey() != null) {
      wire.setPush(Source.Push.newBuilder().setKeyNumber(source.pushKey()));
    }
    return wire.build();
  }
}

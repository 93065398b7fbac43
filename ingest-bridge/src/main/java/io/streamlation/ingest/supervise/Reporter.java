package io.streamlation.ingest.supervise;

import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionEvent.Kind;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.publish.Bus;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what happens to one session in one epoch, on {@code events} and in the log. */
final class Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

  private final Bus bus;
  private final String reporter;
  private final String sessionId;
  private final long epoch;

  Reporter(Bus bus, String bridgeId, String sessionId, long epoch) {
    this.bus = bus;
    this.reporter = "ingest-bridge/" + bridgeId;
    this.sessionId = sessionId;
    this.epoch = epoch;
  }

  /**
   * @param mediaSample media position it speaks of; with kind and code it is the event's identity
   */
  void say(
      Kind kind,
      Party party,
      String code,
      String message,
      String action,
      long mediaSample,
      long planRevision,
      long atMs) {
    String name = kind.name().replace("KIND_", "").toLowerCase(Locale.ROOT).replace('_', '-');
    SessionEvent event =
        SessionEvent.newBuilder()
            .setId(sessionId + "." + epoch + "." + name + "." + code + "." + mediaSample)
            .setSessionId(sessionId)
            .setAtMs(atMs)
            .setEpoch(epoch)
            .setKind(kind)
            .setParty(party)
            .setCode(code)
            .setMessage(message)
            .setAction(action)
            .setReporter(reporter)
            .setMediaSample(mediaSample)
            .setPlanRevision(planRevision)
            .build();
    bus.say(event);
    if (party == Party.PARTY_UNSPECIFIED) {
      LOG.info("{}: {}", name, message);
    } else {
      LOG.warn("{} ({}): {}", name, code, message);
    }
  }
}

package io.streamlation.control.captions;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.control.events.EventStore;
import io.streamlation.control.system.Quietly;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** A final came again and says something else: the stored one stays, and people are told. */
@Component
public class Conflicts {
  private static final String REPORTER = "control-api";
  private static final String CODE = "transcript-conflict";

  private final EventStore events;
  private final Clock clock;
  private final Quietly trouble;
  private final Counter met;

  Conflicts(EventStore events, Clock clock, MeterRegistry metrics) {
    this.events = events;
    this.clock = clock;
    this.trouble = new Quietly(LoggerFactory.getLogger(Conflicts.class), clock);
    this.met =
        Counter.builder("streamlation.transcript.conflicts")
            .description("Finals that came again and said something else; each is an event")
            .register(metrics);
  }

  /**
   * In the intake's transaction.
   *
   * @param id of what is stored; one event for each
   */
  public void report(
      UUID orgId, UUID sessionId, String id, long epoch, long mediaSample, String message) {
    met.increment();
    try (MDC.MDCCloseable session = MDC.putCloseable("session.id", sessionId.toString())) {
      trouble.warn(message);
    }
    events.add(
        orgId,
        sessionId,
        SessionEvent.newBuilder()
            .setId(CODE + "." + id)
            .setSessionId(sessionId.toString())
            .setAtMs(clock.millis())
            .setEpoch(epoch)
            .setMediaSample(mediaSample)
            .setKind(SessionEvent.Kind.KIND_NOTE)
            .setParty(SessionEvent.Party.PARTY_PLATFORM)
            .setCode(CODE)
            .setMessage(message)
            .setAction(
                "The operator looks for what made the same sound be heard in two ways: another model, overload, or a"
                    + " fault of ours.")
            .setReporter(REPORTER)
            .build());
  }
}

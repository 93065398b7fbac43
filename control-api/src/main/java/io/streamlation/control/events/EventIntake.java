package io.streamlation.control.events;

import com.google.protobuf.Parser;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.intake.Plausible;
import io.streamlation.control.intake.TopicIntake;
import io.streamlation.control.reconcile.ActualState.State;
import io.streamlation.control.reconcile.ActualStates;
import io.streamlation.control.reconcile.Conditions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
class EventIntake implements TopicIntake<SessionEvent> {
  private static final int LONGEST_NAME = 300;
  private static final int LONGEST_SENTENCE = 8_000;

  private final EventStore events;
  private final ActualStates actual;
  private final Conditions conditions;
  private final Clock clock;

  EventIntake(EventStore events, ActualStates actual, Conditions conditions, Clock clock) {
    this.events = events;
    this.actual = actual;
    this.conditions = conditions;
    this.clock = clock;
  }

  @Override
  public Topics topic() {
    return Topics.EVENTS;
  }

  @Override
  public Parser<SessionEvent> parser() {
    return SessionEvent.parser();
  }

  @Override
  public String sessionIdOf(SessionEvent event) {
    return event.getSessionId();
  }

  @Override
  public Optional<String> complaintAbout(SessionEvent event) {
    return Plausible.first(
        () -> Plausible.wallClock(event.getAtMs(), clock.instant()),
        () -> Plausible.sample(event.getEpoch(), event.getMediaSample()),
        () -> Plausible.length("id", event.getId(), LONGEST_NAME),
        () -> Plausible.length("code", event.getCode(), LONGEST_NAME),
        () -> Plausible.length("reporter", event.getReporter(), LONGEST_NAME),
        () -> Plausible.length("message", event.getMessage(), LONGEST_SENTENCE),
        () -> Plausible.length("action", event.getAction(), LONGEST_SENTENCE));
  }

  @Override
  public void keep(List<Arrived<SessionEvent>> arrivals) {
    for (Arrived<SessionEvent> arrived : arrivals) {
      SessionEvent event = arrived.message();
      if (!events.add(arrived.orgId(), arrived.sessionId(), event)) {
        continue;
      }
      conditions.hear(
          new Conditions.Said(
              arrived.orgId(),
              arrived.sessionId(),
              event.getCode(),
              event.hasEpoch() ? event.getEpoch() : null,
              Instant.ofEpochMilli(event.getAtMs()),
              event.getMessage(),
              event.getAction(),
              EventStore.partyWord(event.getParty())));
      stateAfter(event.getKind())
          .ifPresent(
              state ->
                  actual.observe(
                      new ActualStates.Observation(
                          arrived.orgId(),
                          arrived.sessionId(),
                          state,
                          Instant.ofEpochMilli(event.getAtMs()),
                          event.hasEpoch() ? event.getEpoch() : null,
                          event.getMessage(),
                          event.getAction(),
                          EventStore.partyWord(event.getParty()),
                          event.getPlanRevision(),
                          "")));
    }
  }

  /** Empty for what happens without changing the state. */
  private static Optional<State> stateAfter(SessionEvent.Kind kind) {
    return switch (kind) {
      case KIND_CONNECTING -> Optional.of(State.CONNECTING);
      case KIND_ON_AIR -> Optional.of(State.ON_AIR);
      case KIND_STALLED -> Optional.of(State.STALLED);
      case KIND_RETRYING -> Optional.of(State.RETRYING);
      case KIND_ENDED -> Optional.of(State.ENDED);
      case KIND_STOPPED -> Optional.of(State.STOPPED);
      case KIND_FAILED -> Optional.of(State.FAILED);
      case KIND_GAP, KIND_DEGRADED, KIND_NOTE, KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }
}

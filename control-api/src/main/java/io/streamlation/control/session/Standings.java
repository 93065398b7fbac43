package io.streamlation.control.session;

import io.streamlation.control.reconcile.ActualState;
import io.streamlation.control.reconcile.ActualStates;
import io.streamlation.control.reconcile.Hearing;
import io.streamlation.control.reconcile.Reconciler;
import io.streamlation.control.reconcile.Reconciler.NotYet;
import io.streamlation.control.reconcile.Reconciler.Wished;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Wish and observation side by side. */
@Component
public class Standings {
  private final ActualStates actualStates;
  private final Outbox outbox;
  private final Hearing hearing;
  private final Clock clock;

  Standings(ActualStates actualStates, Outbox outbox, Hearing hearing, Clock clock) {
    this.actualStates = actualStates;
    this.outbox = outbox;
    this.hearing = hearing;
    this.clock = clock;
  }

  /**
   * One session, both ways.
   *
   * @param notYet why it is not as wished; empty when it is, or when nothing more will happen
   */
  public record Standing(
      Session session, Wished wished, ActualState actual, Optional<NotYet> notYet, Instant asOf) {}

  public List<Standing> of(Collection<Session> sessions) {
    List<UUID> ids = sessions.stream().map(Session::id).toList();
    Map<UUID, ActualState> actual = actualStates.of(ids);
    Map<UUID, Instant> unpublished = outbox.waitingSince(ids);
    Instant now = clock.instant();
    Instant heardSince = hearing.since(now);
    return sessions.stream()
        .map(
            session -> {
              Wished wished =
                  new Wished(
                      session.desired() == Session.Desired.ON_AIR,
                      session.revision(),
                      session.updatedAt(),
                      Optional.ofNullable(unpublished.get(session.id())));
              ActualState seen =
                  actual
                      .getOrDefault(session.id(), ActualState.pending(session.createdAt()))
                      .silentAtMostSince(heardSince);
              return new Standing(
                  session,
                  wished,
                  Reconciler.shown(wished, seen),
                  Reconciler.notYet(wished, seen, now),
                  now);
            })
        .toList();
  }

  public Standing of(Session session) {
    return of(List.of(session)).get(0);
  }
}

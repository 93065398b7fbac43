package io.streamlation.control.session;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.system.OrgScope;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** Wishes are written here, each with its outbox row in the same transaction. */
@Component
public class Sessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);
  private static final String CREATE = "POST /api/v1/sessions";

  private final OrgScope scope;
  private final SessionRepository repository;
  private final SessionDoor door;
  private final Pushes pushes;
  private final Outbox outbox;
  private final Idempotency idempotency;
  private final Standings standings;
  private final Checkups checkups;
  private final Supplier<UUID> newId;
  private final Clock clock;

  Sessions(
      OrgScope scope,
      SessionRepository repository,
      SessionDoor door,
      Pushes pushes,
      Outbox outbox,
      Idempotency idempotency,
      Standings standings,
      Checkups checkups,
      Supplier<UUID> newId,
      Clock clock) {
    this.scope = scope;
    this.repository = repository;
    this.door = door;
    this.pushes = pushes;
    this.outbox = outbox;
    this.idempotency = idempotency;
    this.standings = standings;
    this.checkups = checkups;
    this.newId = newId;
    this.clock = clock;
  }

  /** The session of this caller's organisation, or a refusal that tells nothing of others'. */
  public Session require(Caller caller, UUID id) {
    return find(caller, id).orElseThrow(() -> unknown(id));
  }

  public Optional<Session> find(Caller caller, UUID id) {
    return scope.read(caller.orgId(), () -> repository.find(caller.orgId(), id));
  }

  /**
   * @param replayed this answer was given before, under the same key
   */
  record Created(SessionView view, boolean replayed) {}

  Created create(
      Caller caller, SessionRequests.NewSession request, @Nullable String idempotencyKey) {
    SessionDoor.Wish wish = door.wish(request);
    return scope.write(
        caller.orgId(),
        () -> {
          if (idempotencyKey != null) {
            Optional<SessionView> earlier =
                idempotency.earlierAnswer(
                    caller, CREATE, idempotencyKey, request, SessionView.class);
            if (earlier.isPresent()) {
              return new Created(earlier.get(), true);
            }
          }
          Instant now = now();
          UUID id = newId.get();
          Session session =
              new Session(
                  id,
                  caller.orgId(),
                  caller.userId(),
                  wish.name(),
                  addressed(wish.source(), id),
                  wish.sourceLanguage(),
                  wish.targets(),
                  wish.tier(),
                  wish.playout(),
                  Session.Desired.ON_AIR,
                  1,
                  1,
                  now,
                  now);
          repository.insert(session);
          outbox.add(session.orgId(), Plans.of(session));
          SessionView view = view(session);
          if (idempotencyKey != null) {
            idempotency.remember(caller, CREATE, idempotencyKey, view);
          }
          said(session, "was created");
          return new Created(view, false);
        });
  }

  private Session.Source addressed(Session.Source source, UUID id) {
    return source.protocol().isPush()
        ? pushes.addressed(source, id, repository.heldAddresses(source.protocol()))
        : source;
  }

  /** The next stream key; the one before is none any more, and its sender is dropped. */
  Pushes.StreamKey nextKey(Caller caller, UUID id) {
    return scope.write(
        caller.orgId(),
        () -> {
          Session session =
              repository.findForUpdate(caller.orgId(), id).orElseThrow(() -> unknown(id));
          if (!session.source().protocol().isPush()) {
            throw Refusal.of(
                ProblemType.UNSUPPORTED_SOURCE,
                "Session " + id + " is pulled from its source: it has no stream key.");
          }
          Session changed =
              session.changed(
                  session.targets(), session.source().underTheNextKey(), session.playout(), now());
          repository.update(changed);
          outbox.add(changed.orgId(), Plans.of(changed));
          said(changed, "was given another stream key");
          return pushes.keyOf(changed);
        });
  }

  SessionView get(Caller caller, UUID id) {
    return scope.read(
        caller.orgId(),
        () -> view(repository.find(caller.orgId(), id).orElseThrow(() -> unknown(id))));
  }

  /** Newest first; one more than asked for tells that there is a next page. */
  List<SessionView> page(Caller caller, @Nullable UUID before, int limit) {
    return scope.read(
        caller.orgId(),
        () ->
            checkups.of(standings.of(repository.page(caller.orgId(), before, limit))).stream()
                .map(SessionView::of)
                .toList());
  }

  SessionView change(
      Caller caller, UUID id, SessionRequests.SessionChange change, @Nullable String ifMatch) {
    return change(
        caller,
        id,
        ifMatch,
        session -> {
          refuseIfOver(session);
          SessionDoor.Change wished = door.change(session, change);
          boolean same =
              wished.targets().equals(session.targets())
                  && wished.source().equals(session.source())
                  && wished.playout().equals(session.playout());
          return same
              ? session
              : session.changed(wished.targets(), wished.source(), wished.playout(), now());
        });
  }

  SessionView stop(Caller caller, UUID id, @Nullable String ifMatch) {
    return change(
        caller,
        id,
        ifMatch,
        session -> session.desired() == Session.Desired.STOPPED ? session : session.stopped(now()));
  }

  /** Over or not: a bridge takes it up anew, under the next revision and with a new epoch. */
  SessionView restart(Caller caller, UUID id, @Nullable String ifMatch) {
    return change(caller, id, ifMatch, session -> session.restarted(now()));
  }

  private SessionView change(
      Caller caller, UUID id, @Nullable String ifMatch, UnaryOperator<Session> change) {
    return scope.write(
        caller.orgId(),
        () -> {
          Session session =
              repository.findForUpdate(caller.orgId(), id).orElseThrow(() -> unknown(id));
          refuseIfStale(session, ifMatch);
          Session changed = change.apply(session);
          if (changed.revision() != session.revision()) {
            repository.update(changed);
            outbox.add(changed.orgId(), Plans.of(changed));
            said(changed, "was changed");
          }
          return view(changed);
        });
  }

  private void refuseIfOver(Session session) {
    Standings.Standing standing = standings.of(session);
    if (session.desired() == Session.Desired.STOPPED || standing.actual().state().isOver()) {
      throw Refusal.of(
          ProblemType.SESSION_OVER,
          "Session "
              + session.id()
              + " is "
              + standing.actual().state().word()
              + "; it can be changed once it is on air again (restart).");
    }
  }

  private static void refuseIfStale(Session session, @Nullable String ifMatch) {
    String current = "\"" + session.revision() + "\"";
    if (ifMatch == null
        || ifMatch.equals("*")
        || List.of(ifMatch.split("\\s*,\\s*")).contains(current)) {
      return;
    }
    throw Refusal.of(
        List.of(
            Complaint.of(
                ProblemType.STALE_REVISION,
                "If-Match",
                ifMatch,
                "Session " + session.id() + " is at revision " + session.revision() + ".",
                List.of(current))));
  }

  private static void said(Session session, String what) {
    try (MDC.MDCCloseable id = MDC.putCloseable("session.id", session.id().toString())) {
      log.info(
          "session {} {}: revision {}, {}, {} into {}",
          session.id(),
          what,
          session.revision(),
          session.desired().word(),
          session.sourceLanguage(),
          session.targets().stream().map(Session.Target::language).toList());
    }
  }

  private SessionView view(Session session) {
    return SessionView.of(checkups.of(List.of(standings.of(session))).get(0));
  }

  /** As exact as PostgreSQL keeps it, so that the first answer equals the next. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static Refusal unknown(UUID id) {
    return Refusal.of(ProblemType.NOT_FOUND, "There is no session " + id + ".");
  }
}

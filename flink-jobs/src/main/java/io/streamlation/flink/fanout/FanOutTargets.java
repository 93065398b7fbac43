package io.streamlation.flink.fanout;

import static io.streamlation.contracts.LedgerCounters.FINALS;
import static io.streamlation.contracts.LedgerCounters.REQUESTS;
import static io.streamlation.contracts.LedgerCounters.VOICED;

import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.FanOutState;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.Target;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.contracts.v1.Voicing;
import io.streamlation.flink.room.Happening;
import io.streamlation.flink.room.Lag;
import io.streamlation.flink.room.Outbox;
import io.streamlation.flink.room.ScreenLines;
import io.streamlation.flink.room.Sums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Knows which languages a caption goes to; see the package for what is remembered. */
public final class FanOutTargets implements Serializable {
  public static final String ROOM = "fanout";

  /** A plan that has not come is expected at any moment; this many captions wait for it. */
  static final int MOST_HELD = 1_000;

  private static final int MOST_PLANS = 32;
  private static final long serialVersionUID = 1;

  private final FanOutSettings settings;

  public FanOutTargets(FanOutSettings settings) {
    this.settings = settings;
  }

  public Optional<FanOutState> take(
      Optional<FanOutState> before,
      SettledCaption settled,
      WallTime now,
      Outbox<TargetedCaption> out) {
    if (!settings.drafts() && settled.getCaption().getState() == Caption.State.STATE_PARTIAL) {
      return before;
    }
    FanOutState.Builder state = open(before);
    if (settled.hasFrontier()) {
      passFrontier(state, settled.getFrontier(), out);
      return close(state);
    }
    state.addHeld(settled);
    passHeld(state, now, out);
    if (state.getHeldCount() > MOST_HELD) {
      giveUpOn(state, now, out);
    }
    return close(state);
  }

  public Optional<FanOutState> take(
      Optional<FanOutState> before,
      PlanArrival arrival,
      WallTime now,
      Outbox<TargetedCaption> out) {
    FanOutState.Builder state = open(before);
    if (arrival.hasGone()) {
      state.clearPlans();
      giveUpOn(state, now, out);
      return close(state);
    }
    SessionPlan plan = arrival.getPlan();
    if (plan.getRevision() > newestRevision(state)) {
      state.addPlans(plan);
      if (state.getPlansCount() > MOST_PLANS) {
        state.removePlans(0);
      }
    }
    passHeld(state, now, out);
    forgetIfStopped(state);
    return close(state);
  }

  /** Whether captions wait for a plan. */
  public boolean waits(FanOutState state) {
    return state.getHeldCount() > 0;
  }

  /** The plan that captions wait for has not come for too long. */
  public Optional<FanOutState> giveUp(
      Optional<FanOutState> before, WallTime now, Outbox<TargetedCaption> out) {
    FanOutState.Builder state = open(before);
    giveUpOn(state, now, out);
    return close(state);
  }

  private static FanOutState.Builder open(Optional<FanOutState> before) {
    return before.map(FanOutState::toBuilder).orElseGet(FanOutState::newBuilder);
  }

  private static Optional<FanOutState> close(FanOutState.Builder state) {
    FanOutState left = state.build();
    return left.equals(FanOutState.getDefaultInstance()) ? Optional.empty() : Optional.of(left);
  }

  private static long newestRevision(FanOutState.Builder state) {
    return state.getPlansCount() == 0 ? 0 : state.getPlans(state.getPlansCount() - 1).getRevision();
  }

  /** What came first goes first, so the first that must wait holds up all behind it. */
  private static void passHeld(
      FanOutState.Builder state, WallTime now, Outbox<TargetedCaption> out) {
    while (state.getHeldCount() > 0) {
      SettledCaption first = state.getHeld(0);
      if (first.hasCaption()) {
        long revision = first.getCaption().getPlanRevision();
        Optional<SessionPlan> plan = planFor(state, revision);
        if (plan.isEmpty()) {
          return;
        }
        if (plan.get().getRevision() > revision) {
          out.count("captions_under_a_later_plan", 1);
        }
        pass(state, first.getCaption(), plan.get().getTargetsList(), now, out);
      } else {
        closeEpoch(state, first.getEpochClosed(), out);
      }
      state.removeHeld(0);
    }
  }

  /** Where the very revision is gone (a compacted topic keeps the newest), the lowest above it. */
  private static Optional<SessionPlan> planFor(FanOutState.Builder state, long revision) {
    return state.getPlansList().stream().filter(p -> p.getRevision() >= revision).findFirst();
  }

  /**
   * To all languages of the plan and of the epoch, said something in them or not. It waits for
   * nothing: where captions or the plan itself are still waited for, the next one tells.
   */
  private static void passFrontier(
      FanOutState.Builder state, Frontier frontier, Outbox<TargetedCaption> out) {
    if (state.getHeldCount() > 0) {
      return;
    }
    planFor(state, frontier.getPlanRevision())
        .ifPresent(
            plan -> plan.getTargetsList().forEach(target -> belongs(state, target.getLanguage())));
    for (String language : state.getTargetsOfEpochList()) {
      out.give(
          TargetedCaption.newBuilder()
              .setSessionId(frontier.getSessionId())
              .setTargetLanguage(language)
              .setFrontier(frontier)
              .build());
    }
    state.setOver(false);
  }

  /** To the epoch: this language hears of its end. */
  private static void belongs(FanOutState.Builder state, String language) {
    if (!state.getTargetsOfEpochList().contains(language)) {
      state.addTargetsOfEpoch(language);
    }
  }

  private static void pass(
      FanOutState.Builder state,
      Caption caption,
      List<Target> targets,
      WallTime now,
      Outbox<TargetedCaption> out) {
    Caption traced =
        caption.toBuilder().setLag(Lag.passed(caption.getLag(), ROOM, now, now)).build();
    List<TargetedCaption> requests = new ArrayList<>();
    for (Target target : targets) {
      request(traced, target).ifPresent(requests::add);
    }
    for (TargetedCaption request : requests) {
      belongs(state, request.getTargetLanguage());
      out.give(request);
    }
    state.setOver(false);
    if (caption.getState() == Caption.State.STATE_FINAL) {
      Sums sums = Sums.of(state.getCountersMap(), out);
      sums.add(FINALS, 1);
      sums.add(REQUESTS, requests.size());
      sums.add(VOICED, requests.stream().filter(TargetedCaption::hasVoicing).count());
      sums.tally(
          caption.getSessionId(),
          caption.getEpoch(),
          ROOM,
          caption.getUtteranceStartSample(),
          false);
      state.clearCounters().putAllCounters(sums.toMap());
      forgetPlansBefore(state, caption.getPlanRevision());
    }
  }

  /** The language that was spoken is of interest only where it is to be spoken again. */
  private static Optional<TargetedCaption> request(Caption caption, Target target) {
    boolean asSpoken = sameLanguage(target.getLanguage(), caption.getLanguage());
    boolean dubbed = target.getVoiceMode() == Target.VoiceMode.VOICE_MODE_DUB;
    boolean isFinal = caption.getState() == Caption.State.STATE_FINAL;
    if (asSpoken && !(dubbed && isFinal)) {
      return Optional.empty();
    }
    TargetedCaption.Builder request =
        TargetedCaption.newBuilder()
            .setSessionId(caption.getSessionId())
            .setTargetLanguage(target.getLanguage())
            .setCaption(caption)
            .setAsSpoken(asSpoken);
    if (dubbed && isFinal) {
      request.setVoicing(Voicing.newBuilder().setVoice(target.getVoice()));
    }
    return Optional.of(request.build());
  }

  private static boolean sameLanguage(String target, String spoken) {
    return target.equalsIgnoreCase(spoken)
        || (ScreenLines.base(target).equals(ScreenLines.base(spoken))
            && (target.indexOf('-') < 0 || spoken.indexOf('-') < 0));
  }

  /** Later utterances start under this revision or a later one. */
  private static void forgetPlansBefore(FanOutState.Builder state, long revision) {
    while (state.getPlansCount() > 1 && state.getPlans(0).getRevision() < revision) {
      state.removePlans(0);
    }
  }

  private static void closeEpoch(
      FanOutState.Builder state, EpochClosed closed, Outbox<TargetedCaption> out) {
    Sums.of(state.getCountersMap(), out)
        .tally(closed.getSessionId(), closed.getEpoch(), ROOM, closed.getEndSample(), true);
    for (String language : state.getTargetsOfEpochList()) {
      out.give(
          TargetedCaption.newBuilder()
              .setSessionId(closed.getSessionId())
              .setTargetLanguage(language)
              .setEpochClosed(closed)
              .build());
    }
    state.clearCounters().clearTargetsOfEpoch();
    state.setOver(isOver(closed.getReason()));
    forgetIfStopped(state);
  }

  /** Nobody goes on with this session unless a new plan says so. */
  private static boolean isOver(End.Reason reason) {
    return switch (reason) {
      case REASON_SOURCE_ENDED, REASON_STOPPED, REASON_FAILED -> true;
      case REASON_HANDED_OVER, REASON_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  /** A stopped session is forgotten once both have come: the plan that stops it and its end. */
  private static void forgetIfStopped(FanOutState.Builder state) {
    int last = state.getPlansCount() - 1;
    if (state.getOver()
        && last >= 0
        && state.getPlans(last).getDesired() == SessionPlan.Desired.DESIRED_STOPPED) {
      state.clearPlans().clearOver();
    }
  }

  private static void giveUpOn(
      FanOutState.Builder state, WallTime now, Outbox<TargetedCaption> out) {
    List<SettledCaption> held = List.copyOf(state.getHeldList());
    state.clearHeld();
    held.stream()
        .filter(SettledCaption::hasCaption)
        .findFirst()
        .ifPresent(first -> out.event(planless(first.getCaption(), held.size(), now)));
    for (SettledCaption one : held) {
      if (one.hasCaption()) {
        pass(state, one.getCaption(), List.of(), now, out);
      } else {
        closeEpoch(state, one.getEpochClosed(), out);
      }
    }
  }

  private static SessionEvent planless(Caption caption, int held, WallTime now) {
    return Happening.of(
        ROOM,
        SessionEvent.Kind.KIND_DEGRADED,
        SessionEvent.Party.PARTY_PLATFORM,
        "plan-missing",
        caption.getSessionId(),
        caption.getEpoch(),
        caption.getMediaStartSample(),
        now,
        "Revision %d of the plan of session %s did not come: %d captions go without translations"
            .formatted(caption.getPlanRevision(), caption.getSessionId(), held),
        "See whether topic sessions still holds the plan, and its dead letters.");
  }
}

package io.streamlation.flink.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.FanOutState;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SessionPlan.Desired;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.Target;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.flink.room.Box;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FanOutTargetsTest {
  private static final WallTime NOW = new WallTime(5);

  private final Box<TargetedCaption> box = new Box<>();
  private FanOutTargets targets = new FanOutTargets(FanOutSettings.DEFAULT);
  private Optional<FanOutState> state = Optional.empty();
  private int captions;

  private void plan(long revision, String... languages) {
    plan(revision, Desired.DESIRED_ON_AIR, languages);
  }

  private void plan(long revision, Desired desired, String... languages) {
    state =
        targets.take(
            state,
            PlanArrival.newBuilder()
                .setSessionId("s")
                .setPlan(
                    SessionPlan.newBuilder()
                        .setSessionId("s")
                        .setRevision(revision)
                        .setDesired(desired)
                        .addAllTargets(
                            Stream.of(languages).map(FanOutTargetsTest::target).toList()))
                .build(),
            NOW,
            box);
  }

  private void caption(long planRevision) {
    caption(planRevision, Caption.State.STATE_FINAL);
  }

  private void caption(long planRevision, Caption.State captionState) {
    state =
        targets.take(
            state,
            SettledCaption.newBuilder()
                .setSessionId("s")
                .setCaption(
                    Caption.newBuilder()
                        .setId("c" + captions++)
                        .setSessionId("s")
                        .setEpoch(1)
                        .setPlanRevision(planRevision)
                        .setLanguage("en")
                        .setText("hello")
                        .setState(captionState))
                .build(),
            NOW,
            box);
  }

  private void frontier(long planRevision) {
    state =
        targets.take(
            state,
            SettledCaption.newBuilder()
                .setSessionId("s")
                .setFrontier(
                    Frontier.newBuilder()
                        .setSessionId("s")
                        .setEpoch(1)
                        .setSample(50)
                        .setPlanRevision(planRevision))
                .build(),
            NOW,
            box);
  }

  private void end(End.Reason reason) {
    state =
        targets.take(
            state,
            SettledCaption.newBuilder()
                .setSessionId("s")
                .setEpochClosed(
                    EpochClosed.newBuilder()
                        .setSessionId("s")
                        .setEpoch(1)
                        .setEndSample(77)
                        .setReason(reason))
                .build(),
            NOW,
            box);
  }

  private List<String> sent() {
    return box.given.stream().map(t -> what(t) + ">" + t.getTargetLanguage()).toList();
  }

  private static String what(TargetedCaption targeted) {
    return switch (targeted.getContentCase()) {
      case CAPTION -> targeted.getCaption().getId();
      case FRONTIER -> "frontier";
      case EPOCH_CLOSED -> "end";
      case CONTENT_NOT_SET -> "nothing";
    };
  }

  @Test
  void sendsACaptionToEachTarget() {
    plan(1, "es", "fr");
    caption(1);
    assertThat(sent()).containsExactly("c0>es", "c0>fr");
    assertThat(box.sum(LedgerCounters.REQUESTS)).isEqualTo(2);
  }

  @Test
  void asksForNoTranslationIntoTheSpokenLanguage() {
    plan(1, "en", "es");
    caption(1);
    assertThat(sent()).containsExactly("c0>es");
  }

  @Test
  void keepsThePlanAnUtteranceStartedUnder() {
    plan(1, "es");
    plan(2, "fr");
    caption(1);
    caption(2);
    assertThat(sent()).containsExactly("c0>es", "c1>fr");
  }

  @Test
  void waitsForThePlanAndKeepsTheOrder() {
    plan(1, "es");
    caption(2);
    caption(2);
    assertThat(sent()).isEmpty();
    assertThat(targets.waits(state.orElseThrow())).isTrue();
    plan(2, "fr");
    assertThat(sent()).containsExactly("c0>fr", "c1>fr");
  }

  @Test
  void takesTheNextPlanWhereTheVeryOneIsGone() {
    plan(5, "fr");
    plan(6, "de");
    caption(3);
    assertThat(sent()).containsExactly("c0>fr");
    assertThat(box.counted).containsEntry("captions_under_a_later_plan", 1L);
  }

  @Test
  void tellsEveryTargetOfTheEpochThatItEnds() {
    plan(1, "es");
    caption(1);
    plan(2, "fr");
    caption(2);
    end(End.Reason.REASON_HANDED_OVER);
    assertThat(sent()).containsExactly("c0>es", "c1>fr", "end>es", "end>fr");
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(77);
  }

  @Test
  void tellsEveryTargetOfAFrontierThoughNobodyEverSpoke() {
    plan(1, "es", "en");
    frontier(1);
    plan(2, "fr");
    frontier(2);
    end(End.Reason.REASON_HANDED_OVER);
    assertThat(sent())
        .containsExactly(
            "frontier>es",
            "frontier>en",
            "frontier>es",
            "frontier>en",
            "frontier>fr",
            "end>es",
            "end>en",
            "end>fr");
    assertThat(box.counted).isEmpty();
  }

  @Test
  void letsNoFrontierOvertakeCaptionsThatWait() {
    frontier(1);
    assertThat(state).as("a frontier waits for no plan: the next one tells").isEmpty();
    caption(1);
    frontier(1);
    plan(1, "es");
    assertThat(sent()).containsExactly("c0>es");
    frontier(1);
    assertThat(sent()).containsExactly("c0>es", "frontier>es");
  }

  @Test
  void holdsTheEndBehindCaptionsThatWait() {
    caption(1);
    end(End.Reason.REASON_STOPPED);
    assertThat(sent()).isEmpty();
    plan(1, "es");
    assertThat(sent()).containsExactly("c0>es", "end>es");
  }

  @Test
  void forgetsAStoppedSessionWhicheverComesFirst() {
    plan(1, "es");
    caption(1);
    plan(2, Desired.DESIRED_STOPPED, "es");
    end(End.Reason.REASON_STOPPED);
    assertThat(state).isEmpty();

    plan(3, "es");
    caption(3);
    end(End.Reason.REASON_STOPPED);
    assertThat(state).isPresent();
    plan(4, Desired.DESIRED_STOPPED, "es");
    assertThat(state).isEmpty();
  }

  @Test
  void keepsThePlanOfASessionThatAnotherBridgeGoesOnWith() {
    plan(1, "es");
    caption(1);
    end(End.Reason.REASON_HANDED_OVER);
    caption(1);
    assertThat(sent()).endsWith("c1>es");
  }

  @Test
  void forgetsASessionThatIsGone() {
    plan(1, "es");
    caption(2);
    state =
        targets.take(
            state,
            PlanArrival.newBuilder()
                .setSessionId("s")
                .setGone(PlanArrival.Tombstone.getDefaultInstance())
                .build(),
            NOW,
            box);
    assertThat(sent()).isEmpty();
    end(End.Reason.REASON_STOPPED);
    plan(3, Desired.DESIRED_STOPPED);
    assertThat(state).isEmpty();
  }

  @Test
  void givesUpOnAPlanThatDoesNotCome() {
    caption(1);
    state = targets.giveUp(state, NOW, box);
    assertThat(box.events)
        .singleElement()
        .satisfies(e -> assertThat(e.getCode()).isEqualTo("plan-missing"));
    assertThat(box.sum(LedgerCounters.REQUESTS)).isZero();
    assertThat(box.sum(LedgerCounters.FINALS)).isEqualTo(1);
  }

  @Test
  void holdsNoMoreThanItMay() {
    for (int i = 0; i <= FanOutTargets.MOST_HELD; i++) {
      caption(1);
    }
    assertThat(targets.waits(state.orElseThrow())).isFalse();
    assertThat(box.events).hasSize(1);
  }

  @Test
  void sendsPartialsOnlyWhereDraftsAreWanted() {
    plan(1, "es");
    caption(1, Caption.State.STATE_PARTIAL);
    assertThat(sent()).containsExactly("c0>es");
    targets = new FanOutTargets(new FanOutSettings(false, Duration.ofMinutes(1)));
    caption(1, Caption.State.STATE_PARTIAL);
    caption(1, Caption.State.STATE_FINAL);
    assertThat(sent()).containsExactly("c0>es", "c2>es");
  }

  /** A language, or {@code language:voice} where it is dubbed. */
  private static Target target(String wish) {
    String[] parts = wish.split(":", -1);
    Target.Builder target = Target.newBuilder().setLanguage(parts[0]);
    return parts.length == 1
        ? target.build()
        : target.setVoiceMode(Target.VoiceMode.VOICE_MODE_DUB).setVoice(parts[1]).build();
  }

  @Test
  void saysOfFinalsByWhomTheyAreToBeSpoken() {
    plan(1, "es:anna", "fr");
    caption(1, Caption.State.STATE_PARTIAL);
    caption(1);

    assertThat(box.given).hasSize(4);
    assertThat(box.given)
        .extracting(TargetedCaption::hasVoicing)
        .containsExactly(false, false, true, false);
    assertThat(box.given.get(2).getVoicing().getVoice()).isEqualTo("anna");
    assertThat(box.sum(LedgerCounters.VOICED)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.REQUESTS)).isEqualTo(2);
  }

  @Test
  void theSpokenLanguageGoesOnOnlyAsAFinalToBeSpokenAgain() {
    plan(1, "en:anna");
    caption(1, Caption.State.STATE_PARTIAL);
    caption(1);
    plan(2, "en");
    caption(2);

    assertThat(box.given).hasSize(1);
    assertThat(box.given.get(0).getAsSpoken()).isTrue();
    assertThat(box.sum(LedgerCounters.REQUESTS)).isEqualTo(1);
  }

  @Test
  void anUtteranceIsSpokenByTheVoiceOfThePlanItBeganUnder() {
    plan(1, "es:anna");
    plan(2, "es:bert");
    plan(3, "es");
    caption(1);
    caption(2);
    caption(3);

    assertThat(box.given)
        .extracting(one -> one.hasVoicing() ? one.getVoicing().getVoice() : "nobody")
        .containsExactly("anna", "bert", "nobody");
  }
}

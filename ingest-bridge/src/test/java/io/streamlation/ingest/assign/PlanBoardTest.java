package io.streamlation.ingest.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanBoardTest {
  private final PlanBoard board = new PlanBoard();

  private static SessionPlan onAir(String session, long revision) {
    return plan(session, revision, SessionPlan.Desired.DESIRED_ON_AIR);
  }

  private static SessionPlan stopped(String session, long revision) {
    return plan(session, revision, SessionPlan.Desired.DESIRED_STOPPED);
  }

  private static SessionPlan plan(String session, long revision, SessionPlan.Desired desired) {
    return SessionPlan.newBuilder()
        .setSessionId(session)
        .setRevision(revision)
        .setDesired(desired)
        .setSource(
            Source.newBuilder()
                .setProtocol(Source.Protocol.PROTOCOL_HLS)
                .setUrl("http://a.example/"))
        .build();
  }

  @BeforeEach
  void partitionTwoIsOursAndEndsAtTen() {
    board.assigned(2, 10);
  }

  @Test
  void nothingIsDoneBeforeThePartitionIsKnownToItsEnd() {
    assertThat(board.plan(2, onAir("a", 1))).isEmpty();
    assertThat(board.plan(2, stopped("a", 2))).isEmpty();
    assertThat(board.plan(2, onAir("b", 1))).isEmpty();
    assertThat(board.plan(2, onAir("c", 1))).isEmpty();
    assertThat(board.gone(2, "c")).isEmpty();
    assertThat(board.readTo(2, 9)).isEmpty();
    assertThat(board.readTo(2, 10))
        .containsExactly(
            new PlanBoard.Stop(stopped("a", 2), 2), new PlanBoard.OnAir(onAir("b", 1), 2));
    assertThat(board.readTo(2, 11)).isEmpty();
  }

  @Test
  void afterThatEveryPlanCountsAtOnce() {
    board.readTo(2, 10);
    assertThat(board.plan(2, onAir("a", 1))).containsExactly(new PlanBoard.OnAir(onAir("a", 1), 2));
    assertThat(board.plan(2, onAir("a", 2))).containsExactly(new PlanBoard.OnAir(onAir("a", 2), 2));
    assertThat(board.gone(2, "a")).containsExactly(new PlanBoard.Forget("a"));
    assertThat(board.gone(2, "a")).isEmpty();
  }

  @Test
  void anOlderPlanChangesNothing() {
    board.readTo(2, 10);
    board.plan(2, stopped("a", 5));
    assertThat(board.plan(2, onAir("a", 4))).isEmpty();
    assertThat(board.plan(2, onAir("a", 5))).isEmpty();
  }

  @Test
  void aPartitionThatIsNotOursIsNotListenedTo() {
    board.readTo(2, 10);
    board.revoked(2);
    assertThat(board.plan(2, onAir("a", 1))).isEmpty();
    assertThat(board.plan(3, onAir("a", 1))).isEmpty();
    board.assigned(2, 0);
    assertThat(board.readTo(2, 0)).isEmpty();
    assertThat(board.plan(2, onAir("a", 1))).hasSize(1);
  }

  @Test
  void aBadRecordSaysWhatIsWrongWithIt() {
    byte[] good = onAir("a", 1).toByteArray();
    assertThat(PlanReader.read("a", good)).isInstanceOf(PlanReader.Plan.class);
    assertThat(PlanReader.read("a", null)).isEqualTo(new PlanReader.Gone("a"));
    assertThat(refused(null, good).readable()).isFalse();
    assertThat(refused("b", good).readable()).isFalse();
    assertThat(refused("a", new byte[] {1, 2, -1}).readable()).isFalse();
    assertThat(refused("a", onAir("a", 0).toByteArray()).readable()).isFalse();
    for (SessionPlan bad :
        new SessionPlan[] {
          plan("a", 1, SessionPlan.Desired.DESIRED_UNSPECIFIED),
          onAir("a", 1).toBuilder().clearSource().build(),
          onAir("a", 1).toBuilder()
              .setSource(Source.newBuilder().setUrl("rtmp://a.example/x").setProtocolValue(99))
              .build()
        }) {
      assertThat(refused("a", bad.toByteArray()).readable()).isTrue();
    }
  }

  private static PlanReader.Bad refused(String key, byte[] value) {
    PlanReader what = PlanReader.read(key, value);
    assertThat(what).isInstanceOf(PlanReader.Bad.class);
    return (PlanReader.Bad) what;
  }

  @Test
  void knowsWhatNobodyHasReadBefore() {
    board.assigned(2, 5);

    assertThat(board.isNews(2, 4)).isFalse();
    assertThat(board.isNews(2, 5)).isTrue();
    assertThat(board.isNews(3, 9)).isFalse();
  }
}

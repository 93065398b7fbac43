package io.streamlation.ingest.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.Claim.Kind;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class NewestClaimTest {
  private final NewestClaim newest = new NewestClaim("s");

  private void claim(long offset, Kind kind, long epoch, String bridge) {
    Claim claim = Claim.newBuilder().setKind(kind).setEpoch(epoch).setBridgeId(bridge).build();
    newest.accept(new ConsumerRecord<>("claims", 0, offset, "s", claim.toByteArray()));
  }

  private String bridge() {
    return newest.claim().orElseThrow().getBridgeId();
  }

  @Test
  void takesTheLastOfOneBridge() {
    claim(5, Kind.KIND_TAKEN, -1, "one");
    claim(6, Kind.KIND_PROGRESS, 5, "one");
    claim(8, Kind.KIND_RELEASED, 5, "one");
    assertThat(newest.claim().orElseThrow().getKind()).isEqualTo(Kind.KIND_RELEASED);
  }

  @Test
  void passesOverABridgeThatDoesNotKnowYetThatItLostTheSession() {
    claim(5, Kind.KIND_TAKEN, -1, "one");
    claim(9, Kind.KIND_TAKEN, 5, "two");
    claim(10, Kind.KIND_PROGRESS, 5, "one");
    assertThat(bridge()).isEqualTo("two");
    claim(11, Kind.KIND_PROGRESS, 9, "two");
    claim(12, Kind.KIND_RELEASED, 5, "one");
    assertThat(bridge()).isEqualTo("two");
  }

  @Test
  void passesOverOtherSessions() {
    claim(5, Kind.KIND_TAKEN, -1, "one");
    newest.accept(
        new ConsumerRecord<>(
            "claims",
            0,
            6,
            "another",
            Claim.newBuilder().setBridgeId("two").build().toByteArray()));
    assertThat(bridge()).isEqualTo("one");
  }

  @Test
  void forgetsASessionThatIsGone() {
    claim(5, Kind.KIND_TAKEN, -1, "one");
    newest.accept(new ConsumerRecord<>("claims", 0, 6, "s", null));
    assertThat(newest.claim()).isEmpty();
  }
}

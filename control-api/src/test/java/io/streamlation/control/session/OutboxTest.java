package io.streamlation.control.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.control.ControlApiUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OutboxTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();
  private final OutboxRelay relay = api.bean(OutboxRelay.class);
  private final Outbox outbox = api.bean(Outbox.class);
  private final TransactionTemplate transaction =
      new TransactionTemplate(api.bean(PlatformTransactionManager.class));

  @BeforeEach
  void theRelayIsOursAlone() {
    relay.stop();
    while (publish(false) > 0) {
      // what other tests left
    }
  }

  @AfterEach
  void andGoesOnByItself() {
    relay.start();
  }

  private int publish(boolean diesBeforeMarking) {
    return transaction.execute(
        status -> {
          int published = relay.publishSome();
          if (diesBeforeMarking) {
            status.setRollbackOnly();
          }
          return published;
        });
  }

  private List<Long> publishedRevisions(UUID session) throws Exception {
    List<Long> revisions = new ArrayList<>();
    for (byte[] plan : api.kafka().read(Topics.SESSIONS, session.toString())) {
      revisions.add(SessionPlan.parseFrom(plan).getRevision());
    }
    return revisions;
  }

  @Test
  void aWishSurvivesThatTheRelayIsNotThere() throws Exception {
    UUID session = api.createSession();
    assertThat(publishedRevisions(session)).isEmpty();
    assertThat(outbox.unpublished()).isEqualTo(1);

    assertThat(publish(false)).isEqualTo(1);
    assertThat(publishedRevisions(session)).containsExactly(1L);
    assertThat(outbox.unpublished()).isZero();
  }

  @Test
  void whoDiesBetweenAckAndMarkPublishesAgainAndTheNewestIsTheLast() throws Exception {
    UUID session = api.createSession();
    publish(true);
    api.patch("/api/v1/sessions/" + session, "{\"targets\": []}");
    publish(true);
    publish(false);

    assertThat(publishedRevisions(session)).containsExactly(1L, 1L, 2L, 1L, 2L);
    assertThat(outbox.unpublished()).isZero();
  }

  @Test
  void onlyOneRelayPublishesAtATime() {
    api.createSession();
    transaction.executeWithoutResult(
        status -> {
          assertThat(outbox.takeTheRelay()).isTrue();
          assertThat(
                  java.util.concurrent.CompletableFuture.supplyAsync(() -> publish(false)).join())
              .as("another process")
              .isZero();
        });
    assertThat(publish(false)).isEqualTo(1);
  }
}

package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TenureTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Tenure tenure = new Tenure(Duration.ofSeconds(3), nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void isSureWhileItsPulseBeats() {
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(2));
      tenure.beat();
      assertThat(tenure.isSure()).isTrue();
    }
  }

  @Test
  void doubtsAfterAPauseAlthoughThePulseWakesUpFirst() {
    pass(Duration.ofSeconds(20));
    tenure.beat();
    assertThat(tenure.isSure()).isFalse();
    pass(Duration.ofSeconds(1));
    tenure.beat();
    assertThat(tenure.isSure()).as("time alone takes no doubt away").isFalse();
  }

  @Test
  void doubtsAfterAPauseBeforeThePulseWakesUp() {
    pass(Duration.ofSeconds(20));
    assertThat(tenure.isSure()).isFalse();
  }

  @Test
  void isSureAgainOnceTheGroupConfirmsIt() {
    pass(Duration.ofSeconds(20));
    tenure.beat();
    tenure.confirm();
    assertThat(tenure.isSure()).isTrue();
  }
}

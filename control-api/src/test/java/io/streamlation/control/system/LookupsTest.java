package io.streamlation.control.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupsTest {
  private final List<String> asked = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-23T07:00:00Z");
  private boolean isAway;
  private final Lookups<String, String> lookups =
      new Lookups<>(
          3,
          Duration.ofSeconds(5),
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              throw new UnsupportedOperationException();
            }
          });

  private String get(String key) {
    return lookups.get(
        key,
        k -> {
          asked.add(k);
          if (isAway) {
            throw new IllegalStateException("the database is away");
          }
          return k + asked.size();
        });
  }

  private void after(double seconds) {
    now = now.plusMillis((long) (seconds * 1000));
  }

  @Test
  void manyWhoAskAreAnsweredFromOneLook() {
    for (int i = 0; i < 100; i++) {
      assertThat(get("a")).isEqualTo("a1");
    }
    after(3.9);
    assertThat(get("a")).isEqualTo("a1");
    assertThat(asked).containsExactly("a");
  }

  @Test
  void oneLooksAgainBeforeItIsTooOldAndTheOthersAreAnsweredMeanwhile() {
    get("a");
    after(4.5);
    String renewed =
        lookups.get(
            "a",
            k -> {
              assertThat(get("a")).as("who comes while another looks").isEqualTo("a1");
              return "new";
            });
    assertThat(renewed).isEqualTo("new");
    assertThat(get("a")).isEqualTo("new");
    assertThat(asked).containsExactly("a");
  }

  @Test
  void nothingIsBelievedLonger() {
    get("a");
    after(5);
    assertThat(get("a")).isEqualTo("a2");
  }

  @Test
  void whatIsBelievedOutlastsALookThatFails() {
    get("a");
    isAway = true;
    after(4.5);
    assertThat(get("a")).isEqualTo("a1");
    after(.5);
    assertThatThrownBy(() -> get("a")).hasMessage("the database is away");
    isAway = false;
    assertThat(get("a")).isEqualTo("a4");
  }

  @Test
  void remembersNoMoreThanItMay() {
    for (int i = 0; i < 50; i++) {
      get("key" + i);
    }
    assertThat(get("key49")).isEqualTo("key4950");
    get("key0");
    assertThat(asked).hasSize(51);
  }

  @Test
  void forgetsAtOnce() {
    get("a");
    lookups.forgetAll();
    assertThat(get("a")).isEqualTo("a2");
  }
}

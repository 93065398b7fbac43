package io.streamlation.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicsTest {
  @ParameterizedTest
  @EnumSource(
      names = {
        "SESSIONS",
        "CLAIMS",
        "AUDIO",
        "CAPTIONS",
        "TRANSLATIONS",
        "EVENTS",
        "LEDGER",
        "SEGMENTS"
      })
  void everyTopicThatIsReadHasDeadLetters(Topics topic) {
    assertThat(topic.deadLetters().topicName()).isEqualTo(topic.topicName() + "-dead-letters");
  }

  @Test
  void onlyCompactedTopicsAreKeptForEver() {
    List<Topics> endless = Topics.all().stream().filter(t -> t.retention().isEmpty()).toList();
    assertThat(endless).allMatch(t -> t.keep() == Topics.Keep.NEWEST_OF_KEY);
    assertThat(endless).extracting(Topics::topicName).containsExactly("sessions", "claims");
  }
}

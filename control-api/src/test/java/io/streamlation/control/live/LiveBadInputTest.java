package io.streamlation.control.live;

import static io.streamlation.control.Said.partial;
import static io.streamlation.control.Said.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.control.ControlApiUnderTest;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveBadInputTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();
  private final UUID session = api.createSession();

  static Stream<String> unreadable() {
    return Stream.of(
        "[".repeat(60_000),
        "{\"watch\":".repeat(7_000),
        "{\"watch\": {\"resume\": {\"position\": 1e1000000000}}}",
        "{\"watch\": {\"resume\": {\"position\": \"9223372036854775808\"}}}",
        "{\"watch\": {\"resume\": {\"position\": NaN}}}",
        "{\"watch\": {\"sessionId\": 7}}",
        "{\"watch\": {\"languages\": \"es\"}}",
        "{\"watch\": {}, \"unwatch\": {}}",
        "{\"admin\": true}",
        "null",
        "7",
        "\u0000");
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("unreadable")
  void isRefusedInWordsAndTheSocketStaysOpen(String text) {
    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      viewer.until(LiveMessage::hasLive);
      viewer.say(text);
      List<LiveMessage> seen = viewer.until(LiveMessage::hasRefused);
      assertThat(seen.get(seen.size() - 1).getRefused().getCode())
          .isIn("unreadable", "empty-request", "unknown-session");
      viewer.say("{}");
      viewer.until(LiveMessage::hasRefused);
    }
  }

  @Test
  void whateverTheTextItIsReadOrRefused() {
    Random random = new Random(20_261_122);
    String good =
        "{\"identify\": {\"ticket\": \"t\", \"watch\": [{\"sessionId\": \"s\", \"languages\": [\"es\"],"
            + " \"resume\": {\"log\": \"l\", \"position\": \"7\"}}]}}";
    String alphabet = "{}[]\",:\\u0eE+-9.\u0000\ud800";
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int i = random.nextInt(6); i >= 0; i--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      try {
        assertThat(LiveJson.request(text.toString())).isNotNull();
      } catch (InvalidProtocolBufferException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "null", "file://", "http://127.0.0.1.evil.example", "://"})
  void aPageOfAnotherOriginOpensNoSocket(String origin) {
    assertThatThrownBy(() -> LiveViewer.connect(api, origin))
        .hasRootCauseMessage("Unexpected HTTP response status code 403");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "'; --", "\\u0000", "\\ud800"})
  void aTicketThatNobodyGaveOutLetsNobodyIn(String ticket) {
    try (LiveViewer stranger = LiveViewer.connect(api)) {
      stranger.say("{\"identify\": {\"ticket\": \"" + ticket + "\"}}");
      assertThat(stranger.whyClosed()).startsWith("1008 ");
    }
  }

  @Test
  void aPartialThatFitsIntoNoFrameOrSpeaksOfAnotherSessionIsShownToNobody() {
    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      viewer.until(LiveMessage::hasLive);
      say(partial(session, 1, "x".repeat(500_000)).build());
      api.kafka()
          .send(
              Topics.CAPTIONS,
              session.toString(),
              partial(UUID.randomUUID(), 1, "Not yours.").build().toByteArray());
      say(partial(session, 2, "Yours.").build());
      List<LiveMessage> seen =
          viewer.until(m -> m.hasCaption() && m.getCaption().getText().equals("Yours."));
      assertThat(seen).filteredOn(LiveMessage::hasCaption).hasSize(1);
    }
  }
}

package io.streamlation.control.live;

import static io.streamlation.control.Said.caption;
import static io.streamlation.control.Said.clip;
import static io.streamlation.control.Said.event;
import static io.streamlation.control.Said.partial;
import static io.streamlation.control.Said.say;
import static io.streamlation.control.Said.skipped;
import static io.streamlation.control.Said.translation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.LogPosition;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.captions.TranscriptLog;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LiveTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();
  private final UUID session = api.createSession();

  private static String kind(LiveMessage message) {
    return switch (message.getBodyCase()) {
      case CAPTION ->
          (message.getCaption().getState() == Caption.State.STATE_PARTIAL ? "~" : "")
              + message.getCaption().getText();
      case TRANSLATION -> message.getTranslation().getText();
      case SPOKEN ->
          message.getSpoken().hasClip()
              ? message.getSpoken().getClip().getDurationMs() + " ms"
              : message.getSpoken().getSkipped().getReason();
      default -> message.getBodyCase().name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  private static List<String> kinds(List<LiveMessage> messages) {
    return messages.stream().map(LiveTest::kind).toList();
  }

  private static boolean isFinal(LiveMessage message, String text) {
    return message.hasCaption()
        && message.getCaption().getText().equals(text)
        && message.getCaption().getState() == Caption.State.STATE_FINAL;
  }

  private void stored(int entries) {
    await()
        .untilAsserted(
            () ->
                assertThat(api.bean(TranscriptLog.class).after(session, 0, Set.of(), 1_000))
                    .hasSize(entries));
  }

  @Test
  void aViewerGetsWhatWasSaidThenWhatIsSaid() {
    Caption first = caption(session, 1, "First.").build();
    say(first);
    say(translation(first, "es", "Primero.").build());
    stored(2);

    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      List<LiveMessage> snapshot = viewer.until(LiveMessage::hasLive);
      assertThat(kinds(snapshot))
          .startsWith("welcome", "snapshot")
          .endsWith("live")
          .contains("First.", "Primero.")
          .hasSize(5);
      assertThat(snapshot.get(0).getWelcome().getHeartbeatSeconds()).isEqualTo(15);

      say(partial(session, 2, "Sec").build());
      assertThat(kinds(viewer.until(LiveMessage::hasCaption))).containsExactly("~Sec");
      Caption second = caption(session, 2, "Second.").build();
      say(second);
      LiveMessage shown = viewer.until(m -> isFinal(m, "Second.")).get(0);
      assertThat(shown.getCaption()).isEqualTo(second);
      assertThat(shown.getAt().getPosition())
          .isGreaterThan(snapshot.get(snapshot.size() - 1).getAt().getPosition());
    }
  }

  @Test
  void aSnapshotHasTheTranslationsThatWereStoredAheadOfTheirCaptions() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(translation(hello, "es", "Hola.").build());
    stored(1);
    say(hello);
    stored(2);
    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      assertThat(kinds(viewer.until(LiveMessage::hasLive)))
          .containsExactly("welcome", "snapshot", "Hola.", "Hello.", "live");
    }
  }

  @Test
  void whoWasAwayGetsExactlyWhatWasMissed() {
    LogPosition seen;
    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      viewer.until(LiveMessage::hasLive);
      say(caption(session, 1, "Seen.").build());
      seen = viewer.until(m -> isFinal(m, "Seen.")).get(0).getAt();
      viewer.drop();
    }
    List<String> missed = new ArrayList<>();
    for (int i = 2; i < 8; i++) {
      Caption caption = caption(session, i, "Missed " + i + ".").build();
      say(caption);
      missed.add(caption.getText());
    }
    stored(7);

    try (LiveViewer again = LiveViewer.resuming(api, session, seen)) {
      List<String> got = kinds(again.until(LiveMessage::hasLive));
      assertThat(got.subList(0, 2)).containsExactly("welcome", "replay");
      assertThat(got.subList(2, got.size() - 1)).isEqualTo(missed);

      say(caption(session, 9, "Now.").build());
      assertThat(kinds(again.until(m -> isFinal(m, "Now.")))).containsExactly("Now.");
    }
  }

  @Test
  void thatItWasSpokenIsToldLikeAFinalAndReplayedLikeOne() {
    Caption hello = caption(session, 1, "Hello.").build();
    LogPosition seen;
    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      viewer.until(LiveMessage::hasLive);
      say(hello);
      say(translation(hello, "es", "Hola.").build());
      seen = viewer.until(LiveMessage::hasTranslation).get(1).getAt();
      say(clip(hello, "es", "Hola.", new byte[44_100]).build());
      LiveMessage told = viewer.until(LiveMessage::hasSpoken).get(0);
      assertThat(kind(told)).isEqualTo("1000 ms");
      assertThat(told.getSpoken().getCaptionId()).isEqualTo(hello.getId());
      assertThat(told.getSpoken().getClip().getVoice()).isEqualTo("espeak-ng");
      assertThat(told.getSpoken().getMediaStartSample()).isEqualTo(hello.getMediaStartSample());
      assertThat(told.getAt().getPosition()).isGreaterThan(seen.getPosition());
    }
    say(skipped(hello, "en", "no-voice", "Nobody speaks.").build());
    stored(4);

    try (LiveViewer again = LiveViewer.resuming(api, session, seen)) {
      assertThat(kinds(again.until(LiveMessage::hasLive)))
          .containsExactly("welcome", "replay", "1000 ms", "no-voice", "live");
    }
    try (LiveViewer spanish = LiveViewer.connect(api)) {
      spanish.say(
          """
          {"identify": {"ticket": "%s", "watch": [{"sessionId": "%s", "languages": ["es"]}]}}
          """
              .formatted(LiveViewer.ticket(api), session));
      assertThat(kinds(spanish.until(LiveMessage::hasLive)))
          .containsExactly("welcome", "snapshot", "Hola.", "1000 ms", "live");
    }
  }

  @Test
  void aPlaceInAnotherLogIsResetWithAReason() {
    say(caption(session, 1, "Here.").build());
    stored(1);
    LogPosition foreign =
        LogPosition.newBuilder().setLog(UUID.randomUUID().toString()).setPosition(3).build();
    try (LiveViewer viewer = LiveViewer.resuming(api, session, foreign)) {
      List<LiveMessage> got = viewer.until(LiveMessage::hasLive);
      assertThat(kinds(got)).containsExactly("welcome", "reset", "snapshot", "Here.", "live");
      assertThat(got.get(1).getReset().getReason()).contains("another log");
    }
  }

  @Test
  void onlyTheLanguagesAskedForAreShown() {
    try (LiveViewer viewer = LiveViewer.connect(api)) {
      viewer.say(
          "{\"identify\": {\"ticket\": \"%s\", \"watch\": [{\"sessionId\": \"%s\", \"languages\": [\"es\"]}]}}"
              .formatted(LiveViewer.ticket(api), session));
      viewer.until(LiveMessage::hasLive);
      Caption hello = caption(session, 1, "Hello.").build();
      say(hello);
      say(translation(hello, "es", "Hola.").build());
      assertThat(kinds(viewer.until(LiveMessage::hasTranslation))).containsExactly("Hola.");
    }
  }

  @Test
  void changesOfTheStandingAreTold() {
    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      LiveMessage first = last(viewer.until(LiveMessage::hasStatus));
      assertThat(first.getStatus().getActual()).isEqualTo("pending");
      assertThat(first.getStatus().getMessage()).contains("bridge");
      say(event(session, "on", SessionEvent.Kind.KIND_ON_AIR).build());
      LiveMessage told =
          last(viewer.until(m -> m.hasStatus() && m.getStatus().getActual().equals("on-air")));
      assertThat(told.getStatus().getDesired()).isEqualTo("on-air");
      api.post("/api/v1/sessions/" + session + "/stop", "");
      viewer.until(m -> m.hasStatus() && m.getStatus().getDesired().equals("stopped"));
    }
  }

  private static LiveMessage last(List<LiveMessage> messages) {
    return messages.get(messages.size() - 1);
  }

  @Test
  void aTicketIsGoodOnceAndForItsOriginOnly() {
    String ticket = LiveViewer.ticket(api);
    String identify = "{\"identify\": {\"ticket\": \"" + ticket + "\"}}";
    try (LiveViewer first = LiveViewer.connect(api);
        LiveViewer second = LiveViewer.connect(api);
        LiveViewer elsewhere = LiveViewer.connect(api, api.url(""))) {
      first.say(identify);
      first.until(LiveMessage::hasWelcome);
      second.say(identify);
      assertThat(second.whyClosed()).startsWith("1008 the ticket is unknown");
      elsewhere.say("{\"identify\": {\"ticket\": \"" + LiveViewer.ticket(api) + "\"}}");
      assertThat(elsewhere.whyClosed()).contains("another origin");
    }
  }

  @Test
  void aPageOfOursComesInWithItsOwnTicketAndAForeignPageDoesNot() {
    String ticket =
        api.post("/api/v1/ws-tickets", "", "Origin", api.url("")).json().path("ticket").asString();
    try (LiveViewer page = LiveViewer.connect(api, api.url(""))) {
      page.say("{\"identify\": {\"ticket\": \"" + ticket + "\"}}");
      page.until(LiveMessage::hasWelcome);
    }
    assertThatThrownBy(() -> LiveViewer.connect(api, "https://evil.example"))
        .hasRootCauseMessage("Unexpected HTTP response status code 403");
  }

  @Test
  void whoDoesNotSayWhoHeIsIsShownOut() {
    try (LiveViewer rude = LiveViewer.connect(api)) {
      rude.say("{\"watch\": {\"sessionId\": \"" + session + "\"}}");
      assertThat(rude.whyClosed()).isEqualTo("1008 the first message must be identify");
    }
    try (LiveViewer garbled = LiveViewer.connect(api)) {
      garbled.say("hello?");
      assertThat(garbled.whyClosed()).isEqualTo("1008 the first message must be identify");
    }
  }

  @Test
  void badRequestsAreRefusedInWordsAndTheSocketStaysOpen() {
    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      viewer.until(LiveMessage::hasLive);
      viewer.say("{\"watch\": {\"sessionId\": \"nonsense\"}}");
      assertThat(last(viewer.until(LiveMessage::hasRefused)).getRefused().getCode())
          .isEqualTo("unknown-session");
      viewer.say("{\"watsch\": {}}");
      assertThat(last(viewer.until(LiveMessage::hasRefused)).getRefused().getCode())
          .isEqualTo("unreadable");
      viewer.say("{}");
      assertThat(last(viewer.until(LiveMessage::hasRefused)).getRefused().getCode())
          .isEqualTo("empty-request");
      say(caption(session, 1, "Still here.").build());
      viewer.until(m -> isFinal(m, "Still here."));
    }
  }

  @Test
  void framesThatAreTooLargeEndTheSocket() {
    try (LiveViewer viewer = LiveViewer.watching(api, session)) {
      viewer.until(LiveMessage::hasLive);
      viewer.say("{\"watch\": {\"sessionId\": \"" + "x".repeat(70_000) + "\"}}");
      assertThat(viewer.whyClosed()).startsWith("1009");
    }
  }

  @Test
  void aSocketClosesWhenItsTokenIsRevoked() {
    String code = api.post("/api/v1/browser-codes", "").json().path("code").asString();
    String token =
        api.send(
                api.anonymous("/api/v1/browser-tokens")
                    .POST(BodyPublishers.ofString("{\"code\": \"" + code + "\"}")))
            .json()
            .path("token")
            .asString();
    String ticket =
        api.send(
                api.anonymous("/api/v1/ws-tickets")
                    .header("Authorization", "Bearer " + token)
                    .POST(BodyPublishers.noBody()))
            .json()
            .path("ticket")
            .asString();
    try (LiveViewer viewer = LiveViewer.connect(api)) {
      viewer.say("{\"identify\": {\"ticket\": \"" + ticket + "\"}}");
      viewer.until(LiveMessage::hasWelcome);
      api.send(
          api.anonymous("/api/v1/browser-tokens/current")
              .header("Authorization", "Bearer " + token)
              .DELETE());
      assertThat(viewer.whyClosed()).isEqualTo("1008 the token was revoked");
    }
  }

  @Test
  void aSilentStrangerIsShownOut() {
    try (ControlApiUnderTest own =
            ControlApiUnderTest.start("--streamlation.live.identify-within=200ms");
        LiveViewer stranger = LiveViewer.connect(own)) {
      assertThat(stranger.whyClosed()).startsWith("1008 did not identify within");
    }
  }

  @Test
  void theHeartGoesOnUntilTheServerSaysGoodbye() {
    try (ControlApiUnderTest own = ControlApiUnderTest.start("--streamlation.live.heartbeat=1s");
        LiveViewer viewer = LiveViewer.connect(own)) {
      viewer.say("{\"identify\": {\"ticket\": \"" + LiveViewer.ticket(own) + "\"}}");
      viewer.until(LiveMessage::hasWelcome);
      viewer.until(LiveMessage::hasHeartbeat);
      own.down();
      assertThat(viewer.whyClosed()).isEqualTo("1001 the server stops; connect again and resume");
      own.up();
    }
  }
}

package io.streamlation.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.Spoken;
import io.streamlation.contracts.v1.SpokenClip;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.infra.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CaptionBoardTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void putsSpeechAndTranslationSideBySide() {
    CaptionBoard board = board(true);
    board.take(caption("c1", Caption.State.STATE_FINAL, "it rains"));
    assertThat(wholeLines()).isEmpty();

    board.take(translation("c1", "llueve"));

    assertThat(wholeLines()).contains("00:02.0").contains("it rains").contains("│ llueve");
  }

  @Test
  void keepsTheOrderOfTheSpeechWhenTranslationsOvertake() {
    CaptionBoard board = board(true);
    board.take(caption("c1", Caption.State.STATE_FINAL, "one"));
    board.take(caption("c2", Caption.State.STATE_FINAL, "two"));
    board.take(translation("c2", "dos"));
    board.take(translation("c1", "uno"));

    assertThat(wholeLines()).containsSubsequence("one", "uno", "two", "dos");
  }

  @Test
  void doesNotWaitForEverForATranslation() {
    CaptionBoard board = board(true);
    for (int i = 0; i < 5; i++) {
      board.take(caption("c" + i, Caption.State.STATE_FINAL, "line" + i));
    }

    assertThat(wholeLines()).contains("line0").contains("line1").doesNotContain("line4");
    board.finish();
    assertThat(wholeLines()).contains("line4");
  }

  @Test
  void countsWhatWasVoicedBesideTheLineBeingSpoken() {
    CaptionBoard board = board(true);
    LiveMessage voiced =
        LiveMessage.newBuilder()
            .setSpoken(
                Spoken.newBuilder()
                    .setTargetLanguage("es")
                    .setClip(SpokenClip.newBuilder().setDurationMs(1_500)))
            .build();
    board.take(voiced);
    board.take(voiced);
    board.take(caption("c1", Caption.State.STATE_PARTIAL, "it ra"));
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("♪ 2");

    board(false).take(voiced);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("es  [spoken, 1.5 s]");
  }

  @Test
  void whatIsBeingSaidIsProvisional() {
    CaptionBoard board = board(true);
    board.take(caption("c1", Caption.State.STATE_PARTIAL, "it ra"));

    assertThat(wholeLines()).isEmpty();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("it ra …");
  }

  @Test
  void offATerminalOnlyFinalsAreSaidAsPlainLines() {
    CaptionBoard board = board(false);
    board.take(caption("c1", Caption.State.STATE_PARTIAL, "it ra"));
    board.take(caption("c1", Caption.State.STATE_FINAL, "it rains"));
    board.take(translation("c1", "llueve"));

    assertThat(said.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines("00:02.0  en  it rains\n00:02.0  es  llueve\n");
  }

  private CaptionBoard board(boolean live) {
    return new CaptionBoard(
        new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), live, 80), "es");
  }

  /** What stays on the screen: everything but the provisional line. */
  private String wholeLines() {
    String all = said.toString(StandardCharsets.UTF_8);
    return all.lines()
        .filter(l -> all.contains(l + System.lineSeparator()))
        .map(l -> l.substring(l.lastIndexOf("\u001b[K") < 0 ? 0 : l.lastIndexOf("\u001b[K") + 3))
        .reduce("", (a, b) -> a + b + "\n");
  }

  private static LiveMessage caption(String id, Caption.State state, String text) {
    return LiveMessage.newBuilder()
        .setCaption(
            Caption.newBuilder()
                .setId(id)
                .setState(state)
                .setText(text)
                .setLanguage("en")
                .setMediaStartSample(32_000))
        .build();
  }

  private static LiveMessage translation(String id, String text) {
    return LiveMessage.newBuilder()
        .setTranslation(
            Translation.newBuilder()
                .setCaptionId(id)
                .setState(Caption.State.STATE_FINAL)
                .setText(text)
                .setTargetLanguage("es")
                .setMediaStartSample(32_000))
        .build();
  }
}

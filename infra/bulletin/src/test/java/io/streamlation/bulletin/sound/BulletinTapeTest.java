package io.streamlation.bulletin.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.streamlation.bulletin.Progress;
import io.streamlation.bulletin.script.Bulletin;
import io.streamlation.bulletin.script.Interlude;
import io.streamlation.bulletin.script.Piece;
import io.streamlation.bulletin.script.Sentence;
import io.streamlation.bulletin.script.TimeLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulletinTapeTest {
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

  /** Hums 60 ms for each letter, with 200 ms of silence on both sides. */
  private static final Speaker HUMMER =
      (text, delivery) -> {
        int rateHz = 22_050;
        int silence = rateHz / 5;
        short[] samples = new short[2 * silence + text.length() * 60 * rateHz / 1_000];
        for (int i = silence; i < samples.length - silence; i++) {
          samples[i] =
              (short) (9_000 * Math.sin(i * 2 * Math.PI * (100 + delivery.pitch()) / rateHz));
        }
        return new Speaker.Speech(samples, rateHz);
      };

  private record Taped(Bulletin script, short[] pcm) {
    float[] between(long fromMs, long toMs) {
      float[] part = new float[(int) (toMs - fromMs) * Sound.SAMPLES_PER_MS];
      for (int i = 0; i < part.length; i++) {
        part[i] = pcm[(int) fromMs * Sound.SAMPLES_PER_MS + i] / Sound.FULL_SCALE;
      }
      return part;
    }

    double rmsDb(Piece piece) {
      return Sound.rmsDb(between(piece.startMs(), piece.endMs()));
    }
  }

  private static Taped tape(BulletinTape tape, long untilMs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Optional<Passage> passage = tape.next();
    long expectedMs = 0;
    while (passage.isPresent()) {
      assertThat(passage.get().startMs()).isEqualTo(expectedMs);
      expectedMs = passage.get().endMs();
      bytes.writeBytes(passage.get().bytes());
      passage = expectedMs >= untilMs ? Optional.empty() : tape.next();
    }
    short[] pcm = new short[bytes.size() / 2];
    ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(pcm);
    assertThat(pcm.length).isEqualTo(tape.script().lengthMs() * Sound.SAMPLES_PER_MS);
    return new Taped(tape.script(), pcm);
  }

  private static Taped twoMinutes(long seed) {
    return tape(BulletinTape.ofLength(seed, TWO_MINUTES, HUMMER), Long.MAX_VALUE);
  }

  @Test
  void soundsTheSameFromTheSameSeed() {
    Taped once = twoMinutes(11);
    Taped again = twoMinutes(11);
    assertThat(again.script()).isEqualTo(once.script());
    assertThat(again.pcm()).isEqualTo(once.pcm());
    assertThat(twoMinutes(12).pcm()).isNotEqualTo(once.pcm());
  }

  @Test
  void hasNoTwoPiecesAtOnce() {
    for (long seed = 0; seed < 5; seed++) {
      long endMs = 0;
      for (Piece piece : twoMinutes(seed).script().pieces()) {
        assertThat(piece.startMs()).isGreaterThanOrEqualTo(endMs);
        assertThat(piece.endMs()).isGreaterThan(piece.startMs());
        endMs = piece.endMs();
      }
    }
  }

  @Test
  void beepsEachTenSecondsAndNeverOverSpeech() {
    Taped taped = twoMinutes(7);
    assertThat(taped.script().beepsMs()).hasSize(11);
    for (long beepMs : taped.script().beepsMs()) {
      assertThat(beepMs % TimeLine.BEEP_EVERY_MS).isZero();
      double before = Sound.rmsDb(taped.between(beepMs - 20, beepMs));
      double during = Sound.rmsDb(taped.between(beepMs, beepMs + TimeLine.BEEP_MS));
      assertThat(during).isBetween(-25.5, -22.5);
      assertThat(during - before).isGreaterThan(5);
      for (Sentence sentence : taped.script().sentences()) {
        assertThat(
                sentence.endMs() + TimeLine.BEEP_CLEARANCE_MS <= beepMs
                    || sentence.startMs() >= beepMs + TimeLine.BEEP_MS + TimeLine.BEEP_CLEARANCE_MS)
            .isTrue();
      }
    }
  }

  @Test
  void placesSpeechWhereTheScriptSays() {
    Taped taped = twoMinutes(7);
    for (Sentence sentence : taped.script().sentences()) {
      assertThat(Sound.rmsDb(taped.between(sentence.startMs() - 40, sentence.startMs())))
          .isLessThan(-60);
      assertThat(Sound.rmsDb(taped.between(sentence.startMs() + 10, sentence.startMs() + 60)))
          .isGreaterThan(-30);
      assertThat(Sound.rmsDb(taped.between(sentence.endMs() - 70, sentence.endMs() - 20)))
          .isGreaterThan(-30);
      assertThat(Sound.rmsDb(taped.between(sentence.endMs(), sentence.endMs() + 40)))
          .isLessThan(-60);
    }
  }

  @Test
  void keepsInterludesWellUnderSpeechAndClipsNothing() {
    Taped taped = twoMinutes(4);
    for (Piece piece : taped.script().pieces()) {
      if (piece instanceof Sentence) {
        assertThat(taped.rmsDb(piece)).isCloseTo(-20, within(0.5));
      } else if (piece instanceof Interlude interlude) {
        double loudest =
            interlude.kind() == Interlude.Kind.PAUSE ? -35 : -29; // a beep may be in it
        assertThat(taped.rmsDb(piece)).isLessThan(loudest);
      }
    }
    int peak = 0;
    for (short sample : taped.pcm()) {
      peak = Math.max(peak, Math.abs((int) sample));
    }
    assertThat(peak).isLessThan(Short.MAX_VALUE * 3 / 4);
  }

  @Test
  void closesAtItsLengthAndIsTheEndlessOneUntilThen() {
    Taped whole = twoMinutes(21);
    assertThat(whole.script().lengthMs()).isEqualTo(TWO_MINUTES.toMillis());
    Sentence last = whole.script().sentences().get(whole.script().sentences().size() - 1);
    assertThat(last.english()).isEqualTo("thank you for watching and good night");
    assertThat(last.endMs()).isBetween(TWO_MINUTES.toMillis() - 12_000, TWO_MINUTES.toMillis());

    Taped endless = tape(BulletinTape.endless(21, HUMMER), TWO_MINUTES.toMillis());
    int half = (int) TWO_MINUTES.toMillis() / 2 * Sound.SAMPLES_PER_MS;
    assertThat(Arrays.copyOf(whole.pcm(), half)).isEqualTo(Arrays.copyOf(endless.pcm(), half));
  }

  @Test
  void recordsAWavFile(@TempDir Path folder) throws IOException {
    Path wav = folder.resolve("bulletin.wav");
    Bulletin script = BulletinTape.record(11, Duration.ofSeconds(20), HUMMER, wav, Progress.SILENT);
    assertThat(script.lengthMs()).isEqualTo(20_000);
    assertThat(Files.size(wav)).isEqualTo(44 + 20_000L * Sound.SAMPLES_PER_MS * 2);
    try (var sound = AudioSystem.getAudioInputStream(wav.toFile())) {
      assertThat(sound.getFormat().getSampleRate()).isEqualTo(48_000f);
      assertThat(sound.getFrameLength()).isEqualTo(960_000);
    } catch (UnsupportedAudioFileException e) {
      throw new AssertionError(e);
    }
  }
}

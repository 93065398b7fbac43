package io.streamlation.flink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionOutcome.Failed;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import io.streamlation.flink.recognise.RecognitionOutcome.Silent;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.flink.recognise.RecognitionRequest.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Recogniser} keeps to. */
public abstract class RecogniserContract {
  protected static final Duration PLENTY = Duration.ofMinutes(2);

  /** The one under test; closed by the test that opened it. */
  protected abstract Recogniser recogniser();

  /** Another of the same, to be closed by the contract. */
  protected abstract Recogniser openAnother();

  /** Utterances it understands, of different lengths, in one language. */
  protected abstract List<short[]> speech();

  protected abstract String language();

  @Test
  void silenceGivesNoWords() {
    assertThat(recognise(ask(new short[2 * AudioFormat.SAMPLE_RATE_HZ])))
        .isInstanceOf(Silent.class);
  }

  @Test
  void noSoundAtAllGivesNoWords() {
    assertThat(recognise(ask(new short[0]))).isInstanceOf(Silent.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 30, 300})
  void noiseGivesNoWords(int loudness) {
    Random random = new Random(7);
    short[] noise = new short[2 * AudioFormat.SAMPLE_RATE_HZ];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (short) (random.nextGaussian() * loudness);
    }

    assertThat(recognise(ask(noise))).isInstanceOf(Silent.class);
  }

  @Test
  void wordTimesLieInsideAndRise() {
    for (short[] pcm : speech()) {
      long before = 0;
      for (HeardWord word : words(recognise(ask(pcm)))) {
        assertThat(word.text()).isEqualTo(word.text().strip()).isNotEmpty();
        assertThat(word.startSample()).isGreaterThanOrEqualTo(before);
        assertThat(word.endSample()).isGreaterThan(word.startSample());
        assertThat(word.confidence()).isBetween(0f, 1f);
        before = word.endSample();
      }
      assertThat(before).isLessThanOrEqualTo(pcm.length).isPositive();
    }
  }

  @Test
  void sameInputSameAnswer() {
    RecognitionRequest request = ask(speech().get(0));

    assertThat(recognise(request)).isEqualTo(recognise(request));
  }

  @Test
  void aFinalIsTheSameToTheLastDigitInAnyCompany() {
    List<RecognitionRequest> batch = new ArrayList<>(speech().stream().map(this::ask).toList());
    batch.add(1, ask(new short[AudioFormat.SAMPLE_RATE_HZ]));
    batch = batch.subList(0, Math.min(batch.size(), recogniser().maxBatch()));

    assertThat(recogniser().recognise(batch, PLENTY))
        .isEqualTo(batch.stream().map(this::recognise).toList());
  }

  @Test
  void aDeadlineAlreadyPassedIsSaidForEach() {
    List<RecognitionRequest> batch = speech().stream().limit(2).map(this::ask).toList();

    assertThat(recogniser().recognise(batch, Duration.ZERO))
        .hasSameSizeAs(batch)
        .allSatisfy(outcome -> assertThat(reason(outcome)).isEqualTo(Failed.Reason.DEADLINE));
  }

  @Test
  void aDeadlineEndsWhatIsRunning() {
    short[] longest = speech().stream().max((a, b) -> a.length - b.length).orElseThrow();
    List<RecognitionRequest> batch = Collections.nCopies(recogniser().maxBatch(), ask(longest));
    recogniser().recognise(batch, PLENTY); // warm
    long start = System.nanoTime();
    recogniser().recognise(batch, PLENTY);
    Duration whole = Duration.ofNanos(System.nanoTime() - start);

    assertThat(recogniser().recognise(batch, whole.dividedBy(8)))
        .anySatisfy(outcome -> assertThat(reason(outcome)).isEqualTo(Failed.Reason.DEADLINE));
    assertThat(recognise(ask(longest))).as("and it still works").isInstanceOf(Heard.class);
  }

  @Test
  void aForeignLanguageHasNoModel() {
    RecognitionRequest request =
        new RecognitionRequest(speech().get(0), "tlh", "", Purpose.FINAL, 0);

    assertThat(reason(recognise(request))).isEqualTo(Failed.Reason.NO_MODEL);
  }

  @Test
  void closeTwiceIsSafe() {
    Recogniser another = openAnother();

    another.close();
    another.close();

    assertThat(recognise(ask(speech().get(0)))).as("the other lives on").isInstanceOf(Heard.class);
  }

  protected RecognitionRequest ask(short[] pcm) {
    return new RecognitionRequest(pcm, language(), "", Purpose.FINAL, 0);
  }

  protected RecognitionOutcome recognise(RecognitionRequest request) {
    return recogniser().recognise(List.of(request), PLENTY).get(0);
  }

  protected static List<HeardWord> words(RecognitionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Heard.class);
    return ((Heard) outcome).segments().stream().flatMap(s -> s.words().stream()).toList();
  }

  protected static Failed.Reason reason(RecognitionOutcome outcome) {
    return outcome instanceof Failed failed ? failed.reason() : null;
  }
}

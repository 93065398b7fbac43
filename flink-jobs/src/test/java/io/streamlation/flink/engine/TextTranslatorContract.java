package io.streamlation.flink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationOutcome.Failed;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import io.streamlation.flink.translate.TranslationRequest;
import io.streamlation.flink.translate.TranslationRequest.Purpose;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link TextTranslator} keeps to. */
public abstract class TextTranslatorContract {
  protected static final Duration PLENTY = Duration.ofMinutes(2);

  protected abstract TextTranslator translator();

  /** Another of the same, to be closed by the contract. */
  protected abstract TextTranslator openAnother();

  protected abstract String source();

  protected abstract String target();

  /** Sentences it knows. */
  protected abstract List<String> sentences();

  @Test
  void translates() {
    for (String sentence : sentences()) {
      assertThat(translate(ask(sentence)))
          .isInstanceOfSatisfying(
              Translated.class,
              translated -> {
                assertThat(translated.text()).isNotBlank().isNotEqualTo(sentence);
                assertThat(translated.score()).isNotPositive();
              });
    }
  }

  @Test
  void nothingBecomesNothing() {
    assertThat(translate(ask("  "))).isEqualTo(new Translated("", 0));
  }

  @Test
  void sameInputSameAnswer() {
    assertThat(translate(ask(sentences().get(0)))).isEqualTo(translate(ask(sentences().get(0))));
  }

  @Test
  void aBatchEqualsItsItemsOneByOne() {
    List<TranslationRequest> batch =
        sentences().stream().limit(translator().maxBatch()).map(this::ask).toList();

    assertThat(translator().translate(batch, PLENTY))
        .isEqualTo(batch.stream().map(this::translate).toList());
  }

  @Test
  void aDeadlineAlreadyPassedIsSaidForEach() {
    List<TranslationRequest> batch = sentences().stream().limit(2).map(this::ask).toList();

    assertThat(translator().translate(batch, Duration.ZERO))
        .hasSameSizeAs(batch)
        .allSatisfy(outcome -> assertThat(reason(outcome)).isEqualTo(Failed.Reason.DEADLINE));
  }

  @Test
  void aDeadlineEndsWhatIsRunning() {
    List<TranslationRequest> batch =
        Collections.nCopies(translator().maxBatch(), ask(sentences().get(0)));
    translator().translate(batch, PLENTY); // warm
    long start = System.nanoTime();
    translator().translate(batch, PLENTY);
    Duration whole = Duration.ofNanos(System.nanoTime() - start);

    assertThat(translator().translate(batch, whole.dividedBy(8)))
        .anySatisfy(outcome -> assertThat(reason(outcome)).isEqualTo(Failed.Reason.DEADLINE));
  }

  @Test
  void anotherPairHasNoModel() {
    TranslationRequest backwards =
        new TranslationRequest(sentences().get(0), target(), source(), "", Purpose.FINAL);

    assertThat(translator().translates(target(), source())).isFalse();
    assertThat(reason(translate(backwards))).isEqualTo(Failed.Reason.NO_MODEL);
  }

  @Test
  void aSourceWithoutEndIsRefused() {
    assertThat(reason(translate(ask("x ".repeat(10_000))))).isEqualTo(Failed.Reason.GUARD);
  }

  @Test
  void closeTwiceIsSafe() {
    TextTranslator another = openAnother();

    another.close();
    another.close();

    assertThat(translate(ask(sentences().get(0)))).isInstanceOf(Translated.class);
  }

  protected TranslationRequest ask(String text) {
    return new TranslationRequest(text, source(), target(), "", Purpose.FINAL);
  }

  protected TranslationOutcome translate(TranslationRequest request) {
    return translator().translate(List.of(request), PLENTY).get(0);
  }

  protected static Failed.Reason reason(TranslationOutcome outcome) {
    return outcome instanceof Failed failed ? failed.reason() : null;
  }
}

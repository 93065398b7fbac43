package io.streamlation.flink.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.flink.cut.Sounds;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionRequest.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecogniserModelTest {
  private final List<String> asked = new ArrayList<>();
  private final FakeRecogniser small = new FakeRecogniser("small");
  private final FakeRecogniser tiny = new FakeRecogniser("tiny");
  private final RecogniserModel model =
      new RecogniserModel(
          new RecogniserTiers() {
            @Override
            public Recogniser of(String tier) {
              return tier.equals("tiny") ? tiny : small;
            }

            @Override
            public Optional<Recogniser> smallerThan(String tier) {
              return tier.equals("tiny") ? Optional.empty() : Optional.of(tiny);
            }
          },
          () -> 0,
          () -> {});

  /** Hears its own name; takes two requests at a time. */
  private final class FakeRecogniser implements Recogniser {
    private final String name;

    FakeRecogniser(String name) {
      this.name = name;
    }

    @Override
    public List<RecognitionOutcome> recognise(List<RecognitionRequest> batch, Duration deadline) {
      asked.add(name + " " + batch.size());
      return batch.stream()
          .map(r -> (RecognitionOutcome) new Heard(name + r.seed(), List.of(), 0, 0))
          .toList();
    }

    @Override
    public int maxBatch() {
      return 2;
    }

    @Override
    public String pack() {
      return name + "@1";
    }

    @Override
    public void close() {}
  }

  private static RecogniseQuestion question(String tier, boolean hurried, long seed) {
    return new RecogniseQuestion(
        Utterance.newBuilder().setTier(tier).build(),
        0,
        LagTrace.getDefaultInstance(),
        new RecognitionRequest(new short[0], "en", "", Purpose.FINAL, seed),
        hurried,
        false);
  }

  @Test
  void listensToTheVoiceWhereThatIsAsked() {
    short[] voice = Sounds.voice(Duration.ofSeconds(1));
    List<Boolean> heard =
        Stream.of(true, false)
            .map(
                asked ->
                    new RecogniseQuestion(
                        Utterance.getDefaultInstance(),
                        voice.length,
                        LagTrace.getDefaultInstance(),
                        new RecognitionRequest(voice, "en", "", Purpose.FINAL, 1),
                        false,
                        asked))
            .map(question -> model.answer(List.of(question), Duration.ofSeconds(1)).get(0))
            .map(outcome -> ((Heard) outcome).voice().isPresent())
            .toList();
    assertThat(heard).containsExactly(true, false);
  }

  @Test
  void asksEachTierForItsOwnAndTheSmallerOneForWhatIsHurried() {
    List<RecognitionOutcome> outcomes =
        model.answer(
            List.of(
                question("", false, 1),
                question("tiny", false, 2),
                question("small", true, 3),
                question("tiny", true, 4),
                question("", false, 5),
                question("", false, 6)),
            Duration.ofSeconds(5));

    assertThat(outcomes)
        .extracting(o -> ((Heard) o).language())
        .containsExactly("small1", "tiny2", "tiny3", "tiny4", "small5", "small6");
    assertThat(outcomes)
        .extracting(o -> ((Heard) o).degraded())
        .containsExactly(false, false, true, false, false, false);
    assertThat(asked).containsExactly("small 2", "small 1", "tiny 2", "tiny 1");
  }
}

package io.streamlation.bench.road;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardSegment;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import io.streamlation.flink.speak.SpeakQuestion;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.think.Model;
import io.streamlation.flink.translate.TranslateQuestion;
import io.streamlation.flink.translate.TranslationOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Models that take no time: what they say is made of the question. For this benchmark only. */
final class ScriptedModels {
  private static final int MAX_BATCH = 64;

  private ScriptedModels() {}

  /** Hears a word in every 400 ms. */
  record Hears() implements Model.Source<RecogniseQuestion, RecognitionOutcome> {
    private static final int SAMPLES_PER_WORD = (int) AudioFormat.samplesOfMs(400);

    @Override
    public String name() {
      return "scripted recogniser";
    }

    @Override
    public Model<RecogniseQuestion, RecognitionOutcome> open() {
      return new Model<>() {
        @Override
        public List<RecognitionOutcome> answer(
            List<RecogniseQuestion> questions, Duration deadline) {
          return questions.stream().map(q -> hear(q.request().pcm().length)).toList();
        }

        @Override
        public int maxBatch() {
          return MAX_BATCH;
        }

        @Override
        public RecognitionOutcome failure(Throwable broken) {
          return new RecognitionOutcome.Failed(
              RecognitionOutcome.Failed.Reason.MODEL, broken.toString());
        }

        @Override
        public void close() {}
      };
    }

    private static RecognitionOutcome hear(int samples) {
      List<HeardWord> words = new ArrayList<>();
      for (int from = 0; from < samples; from += SAMPLES_PER_WORD) {
        int to = Math.min(samples, from + SAMPLES_PER_WORD);
        words.add(new HeardWord("word" + from / SAMPLES_PER_WORD, from, to, 1));
      }
      return new Heard("en", List.of(new HeardSegment(0, samples, words)), 0, 0);
    }
  }

  /** Translates by shouting. */
  record Translates() implements Model.Source<TranslateQuestion, TranslationOutcome> {
    @Override
    public String name() {
      return "scripted translator";
    }

    @Override
    public Model<TranslateQuestion, TranslationOutcome> open() {
      return new Model<>() {
        @Override
        public List<TranslationOutcome> answer(
            List<TranslateQuestion> questions, Duration deadline) {
          return questions.stream()
              .<TranslationOutcome>map(
                  q ->
                      new TranslationOutcome.Translated(
                          q.request().text().toUpperCase(Locale.ROOT), 0))
              .toList();
        }

        @Override
        public int maxBatch() {
          return MAX_BATCH;
        }

        @Override
        public TranslationOutcome failure(Throwable broken) {
          return new TranslationOutcome.Failed(
              TranslationOutcome.Failed.Reason.MODEL, broken.toString());
        }

        @Override
        public void close() {}
      };
    }
  }

  /** Says nothing: no channel of the measurement is dubbed. */
  record Speaks() implements Model.Source<SpeakQuestion, SynthesisOutcome> {
    @Override
    public String name() {
      return "scripted voice";
    }

    @Override
    public Model<SpeakQuestion, SynthesisOutcome> open() {
      return new Model<>() {
        @Override
        public List<SynthesisOutcome> answer(List<SpeakQuestion> questions, Duration deadline) {
          return questions.stream()
              .<SynthesisOutcome>map(q -> new SynthesisOutcome.Nothing())
              .toList();
        }

        @Override
        public int maxBatch() {
          return MAX_BATCH;
        }

        @Override
        public SynthesisOutcome failure(Throwable broken) {
          return new SynthesisOutcome.Failed(
              SynthesisOutcome.Failed.Reason.MODEL, broken.toString());
        }

        @Override
        public void close() {}
      };
    }
  }
}

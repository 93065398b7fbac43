package io.streamlation.flink.think;

import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionOutcome.Failed;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardSegment;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A recogniser that hears a word per second of sound: the loudness of that second. Same sound, same
 * words. What it does can be steered by its name from the test.
 */
public record ScriptedRecogniser(String name)
    implements Model.Source<RecogniseQuestion, RecognitionOutcome> {
  private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

  /** Shared by all that have the same name. */
  public static final class Script {
    /** Batches it may answer. */
    public final Semaphore permits = new Semaphore(Integer.MAX_VALUE);

    public final AtomicInteger opened = new AtomicInteger();
    public final AtomicInteger closed = new AtomicInteger();
    public final List<Integer> batches = new ArrayList<>();
    public final List<RecogniseQuestion> asked = new ArrayList<>();

    /** Sound of this many samples makes it throw. */
    public volatile int throwsAtSamples = -1;
  }

  public Script script() {
    return SCRIPTS.computeIfAbsent(name, n -> new Script());
  }

  @Override
  public Model<RecogniseQuestion, RecognitionOutcome> open() {
    Script script = script();
    script.opened.incrementAndGet();
    return new Model<>() {
      @Override
      public List<RecognitionOutcome> answer(List<RecogniseQuestion> questions, Duration deadline) {
        script.permits.acquireUninterruptibly();
        synchronized (script) {
          script.batches.add(questions.size());
          script.asked.addAll(questions);
        }
        return questions.stream().map(q -> hear(script, q.request().pcm())).toList();
      }

      @Override
      public int maxBatch() {
        return 16;
      }

      @Override
      public RecognitionOutcome failure(Throwable broken) {
        return new Failed(Failed.Reason.MODEL, broken.getMessage());
      }

      @Override
      public void close() {
        script.closed.incrementAndGet();
      }
    };
  }

  private static RecognitionOutcome hear(Script script, short[] pcm) {
    if (pcm.length == script.throwsAtSamples) {
      throw new IllegalStateException("it choked on " + pcm.length + " samples");
    }
    List<HeardWord> words = new ArrayList<>();
    for (int from = 0; from < pcm.length; from += 16_000) {
      int to = Math.min(pcm.length, from + 16_000);
      long sum = 0;
      for (int i = from; i < to; i++) {
        sum += Math.abs(pcm[i]);
      }
      words.add(new HeardWord("w" + sum, from, to, .9f));
    }
    return new Heard("en", List.of(new HeardSegment(0, pcm.length, words)), -.1f, .01f);
  }
}

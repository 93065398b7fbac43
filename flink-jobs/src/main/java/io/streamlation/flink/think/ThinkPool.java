package io.streamlation.flink.think;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread before one model, shared by all operators of this JVM that ask the same: it gathers
 * what comes within a moment into a batch, finals first. A final waits for no company: under load
 * there is a queue by the time the model is free, and without load waiting would be all it gains.
 * Every {@link #acquire} is answered by one {@link #close}; the last one closes the model.
 */
public final class ThinkPool<Q, A> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThinkPool.class);
  private static final Map<Model.Source<?, ?>, ThinkPool<?, ?>> POOLS = new HashMap<>();

  private final Model.Source<Q, A> source;
  private final ThinkSettings settings;
  private final Model<Q, A> model;
  private final PriorityBlockingQueue<Waiting<Q, A>> waiting = new PriorityBlockingQueue<>();
  private final AtomicLong arrivals = new AtomicLong();
  private final Thread thread;
  private int users;
  private volatile boolean stopped;

  private ThinkPool(Model.Source<Q, A> source, ThinkSettings settings) {
    this.source = source;
    this.settings = settings;
    this.model = source.open();
    this.thread = new Thread(this::work, "think-" + source.name());
    thread.setDaemon(true);
    thread.start();
  }

  /** Opens the model if nobody has it yet. The first one's settings hold. */
  @SuppressWarnings("unchecked") // a source has one kind of question
  public static <Q, A> ThinkPool<Q, A> acquire(Model.Source<Q, A> source, ThinkSettings settings) {
    synchronized (POOLS) {
      ThinkPool<Q, A> pool = (ThinkPool<Q, A>) POOLS.get(source);
      if (pool == null) {
        pool = new ThinkPool<>(source, settings);
        POOLS.put(source, pool);
      }
      pool.users++;
      return pool;
    }
  }

  /**
   * Puts a question into the queue.
   *
   * @param told on the pool's thread: the answer and the size of the batch it was part of
   * @return cancel it to say that nobody waits any more
   */
  CompletableFuture<Answer<A>> ask(
      Q question, boolean isFinal, BiConsumer<Answer<A>, Throwable> told) {
    CompletableFuture<Answer<A>> answer = new CompletableFuture<>();
    CompletableFuture<?> unused = answer.whenComplete(told);
    waiting.add(new Waiting<>(question, isFinal, arrivals.getAndIncrement(), answer));
    return answer;
  }

  record Answer<A>(A answer, int batchSize) {}

  private void work() {
    while (!stopped) {
      try {
        answer(gather());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    model.close();
  }

  private List<Waiting<Q, A>> gather() throws InterruptedException {
    int most = Math.min(settings.batch(), model.maxBatch());
    List<Waiting<Q, A>> batch = new ArrayList<>();
    long until = Long.MAX_VALUE;
    while (batch.size() < most) {
      Waiting<Q, A> next =
          batch.isEmpty()
              ? waiting.take()
              : waiting.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      if (next.answer.isDone()) {
        continue;
      }
      if (next.isFinal) {
        until = System.nanoTime(); // it takes along who is there, and waits for nobody
      } else if (batch.isEmpty()) {
        until = System.nanoTime() + settings.gather().toNanos();
      }
      batch.add(next);
    }
    return batch;
  }

  private void answer(List<Waiting<Q, A>> batch) {
    try {
      List<A> answers =
          model.answer(batch.stream().map(Waiting::question).toList(), settings.deadline());
      if (answers.size() != batch.size()) {
        throw new IllegalStateException(
            "model \"%s\" gave %d answers to %d questions"
                .formatted(source.name(), answers.size(), batch.size()));
      }
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer.complete(new Answer<>(answers.get(i), batch.size()));
      }
    } catch (VirtualMachineError e) {
      batch.forEach(w -> w.answer.completeExceptionally(e));
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1) {
        LOG.error(
            "Model \"{}\" threw instead of answering; taken as a failure of the model.",
            source.name(),
            e);
        batch.get(0).answer.complete(new Answer<>(model.failure(e), 1));
      } else {
        // Only the one that breaks it shall suffer.
        batch.forEach(w -> answer(List.of(w)));
      }
    }
  }

  @Override
  public void close() {
    synchronized (POOLS) {
      if (--users > 0) {
        return;
      }
      POOLS.remove(source);
      stopped = true;
    }
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      // A model in mid-batch is left to its deadline; it closes when it comes back.
      thread.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record Waiting<Q, A>(
      Q question, boolean isFinal, long arrival, CompletableFuture<Answer<A>> answer)
      implements Comparable<Waiting<Q, A>> {
    @Override
    public int compareTo(Waiting<Q, A> other) {
      return isFinal == other.isFinal
          ? Long.compare(arrival, other.arrival)
          : Boolean.compare(other.isFinal, isFinal);
    }
  }
}

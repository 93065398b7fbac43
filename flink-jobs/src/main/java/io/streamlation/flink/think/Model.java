package io.streamlation.flink.think;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** What a {@link ThinkPool} asks: blocking, used by one thread at a time. */
public interface Model<Q, A> extends AutoCloseable {
  /**
   * Answers a batch.
   *
   * @return one answer per question, in order
   */
  List<A> answer(List<Q> questions, Duration deadline);

  int maxBatch();

  /** The answer to a question on which the model broke its promise and threw. */
  A failure(Throwable broken);

  @Override
  void close();

  /**
   * Says how to come by the model on the machine that runs the operator. Operators of one JVM whose
   * sources are equal share one pool and one model.
   */
  interface Source<Q, A> extends Serializable {
    /** For people. */
    String name();

    /** May take seconds. */
    Model<Q, A> open();
  }
}

package io.streamlation.flink.think;

import com.google.protobuf.Message;
import io.streamlation.contracts.WallTime;
import io.streamlation.flink.wire.FlinkOutbox;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import io.streamlation.flink.wire.RoomMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link Thinker}: keeps its state by key, carries its questions to the pool and the answers
 * back onto the task's own thread. Everything but {@link #deliver} happens on that thread.
 */
final class ThinkOperator<
        K extends Comparable<K>, I extends Message, S extends Message, Q, A, O extends Message>
    extends AbstractStreamOperator<Message>
    implements OneInputStreamOperator<Message, Message>, BoundedOneInput {
  private static final long serialVersionUID = 1;
  private static final String REMEMBERED = "remembered";

  private final Class<I> input;
  private final Thinker<I, S, Q, A, O> thinker;
  private final Model.Source<Q, A> source;
  private final ThinkSettings settings;
  private final ProtobufTypeInfo<S> stateType;
  private final transient MailboxExecutor mailbox;

  private transient ThinkPool<Q, A> pool;
  private transient ValueState<S> remembered;
  private transient FlinkOutbox<O> outbox;
  private transient Map<K, Asked<Q>> inFlight;

  /** Keys that want to ask, and for which the pool had no place; oldest first. */
  private transient Set<K> waiting;

  private transient RoomMetrics roomMetrics;
  private transient volatile boolean closed;

  private ThinkOperator(
      StreamOperatorParameters<Message> parameters,
      Factory<K, I, S, Q, A, O> factory,
      MailboxExecutor mailbox) {
    super(parameters);
    this.input = factory.input;
    this.thinker = factory.thinker;
    this.source = factory.source;
    this.settings = factory.settings;
    this.stateType = factory.stateType;
    this.mailbox = mailbox;
  }

  @Override
  public void open() throws Exception {
    super.open();
    pool = ThinkPool.acquire(source, settings);
    remembered = getPartitionedState(new ValueStateDescriptor<>(REMEMBERED, stateType));
    roomMetrics = new RoomMetrics(getMetricGroup());
    outbox = new FlinkOutbox<>(roomMetrics, out -> output.collect(new StreamRecord<>(out)));
    inFlight = new HashMap<>();
    waiting = new LinkedHashSet<>();
    getMetricGroup().gauge("in_flight", () -> inFlight.size());
    getMetricGroup().gauge("waiting_for_a_place", () -> waiting.size());
    askAgain();
  }

  /** What was in flight at the checkpoint is still in state. */
  private void askAgain() throws Exception {
    List<K> keys = new ArrayList<>();
    try (Stream<K> all =
        this.<K>getKeyedStateBackend().getKeys(REMEMBERED, VoidNamespace.INSTANCE)) {
      all.sorted().forEach(keys::add);
    }
    for (K key : keys) {
      setCurrentKey(key);
      remember(state().map(state -> thinker.restored(state, now())));
      wish(key);
    }
  }

  @Override
  public void processElement(StreamRecord<Message> element) throws Exception {
    if (!input.isInstance(element.getValue())) {
      output.collect(element);
      return;
    }
    @SuppressWarnings("unchecked") // the stream is keyed by it
    K key = (K) getCurrentKey();
    remember(thinker.take(state(), input.cast(element.getValue()), now(), outbox));
    wish(key);
    while (isBusy(key) && isFull(key)) {
      mailbox.yield();
    }
  }

  @Override
  public void endInput() throws Exception {
    while (!inFlight.isEmpty()) {
      mailbox.yield();
    }
  }

  private void wish(K key) throws Exception {
    if (inFlight.containsKey(key)) {
      return;
    }
    if (inFlight.size() >= settings.inFlight()) {
      waiting.add(key);
      return;
    }
    setCurrentKey(key);
    Optional<S> state = state();
    Optional<Q> next = state.isEmpty() ? Optional.empty() : thinker.next(state.get(), now());
    if (next.isPresent()) {
      Q question = next.get();
      long askedAtNanos = System.nanoTime();
      Future<?> answer =
          pool.ask(
              question,
              thinker.isFinal(question),
              (told, broken) -> deliver(key, question, askedAtNanos, told, broken));
      inFlight.put(key, new Asked<>(question, answer));
    }
  }

  private record Asked<Q>(Q question, Future<?> answer) {}

  /** On the pool's thread. */
  private void deliver(
      K key, Q question, long askedAtNanos, ThinkPool.Answer<A> told, Throwable broken) {
    if (closed) {
      return;
    }
    try {
      mailbox.execute(
          () -> apply(key, question, askedAtNanos, told, broken), "apply an answer of %s", source);
    } catch (RejectedExecutionException e) {
      LOG.debug("An answer came after the task had ended; it will be asked again.", e);
    }
  }

  private void apply(
      K key, Q question, long askedAtNanos, ThinkPool.Answer<A> told, Throwable broken)
      throws Exception {
    if (broken != null) {
      throw new IllegalStateException("the pool of " + source.name() + " broke", broken);
    }
    inFlight.remove(key);
    roomMetrics.measure("batch_size", told.batchSize());
    roomMetrics.measure("answer_ms", (System.nanoTime() - askedAtNanos) / 1_000_000);
    setCurrentKey(key);
    remember(thinker.apply(state(), question, told.answer(), now(), outbox));
    waiting.add(key);
    askWhileThereIsRoom();
  }

  private void askWhileThereIsRoom() throws Exception {
    while (!waiting.isEmpty() && inFlight.size() < settings.inFlight()) {
      K first = waiting.iterator().next();
      waiting.remove(first);
      wish(first);
    }
  }

  private boolean isBusy(K key) {
    return inFlight.containsKey(key) || waiting.contains(key);
  }

  private boolean isFull(K key) throws Exception {
    setCurrentKey(key);
    Optional<S> state = state();
    return state.isPresent() && thinker.isFull(state.get());
  }

  private Optional<S> state() throws Exception {
    return Optional.ofNullable(remembered.value());
  }

  private void remember(Optional<S> state) throws Exception {
    if (state.isPresent()) {
      remembered.update(state.get());
    } else {
      remembered.clear();
    }
  }

  private WallTime now() {
    return new WallTime(getProcessingTimeService().getCurrentProcessingTime());
  }

  @Override
  public void close() throws Exception {
    closed = true;
    if (inFlight != null) {
      inFlight.values().forEach(asked -> asked.answer.cancel(false));
    }
    if (pool != null) {
      pool.close();
    }
    super.close();
  }

  /** Makes the operator on the task that runs it. */
  static final class Factory<
          K extends Comparable<K>, I extends Message, S extends Message, Q, A, O extends Message>
      extends AbstractStreamOperatorFactory<Message>
      implements OneInputStreamOperatorFactory<Message, Message> {
    private static final long serialVersionUID = 1;

    private final Class<I> input;
    private final Thinker<I, S, Q, A, O> thinker;
    private final Model.Source<Q, A> source;
    private final ThinkSettings settings;
    private final ProtobufTypeInfo<S> stateType;

    Factory(
        Class<I> input,
        Thinker<I, S, Q, A, O> thinker,
        Model.Source<Q, A> source,
        ThinkSettings settings,
        ProtobufTypeInfo<S> stateType) {
      this.input = input;
      this.thinker = thinker;
      this.source = source;
      this.settings = settings;
      this.stateType = stateType;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink asks for the operator by a type it cannot know
    public <T extends StreamOperator<Message>> T createStreamOperator(
        StreamOperatorParameters<Message> parameters) {
      return (T) new ThinkOperator<>(parameters, this, parameters.getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
      return ThinkOperator.class;
    }
  }
}

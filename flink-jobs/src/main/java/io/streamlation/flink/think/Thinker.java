package io.streamlation.flink.think;

import io.streamlation.contracts.WallTime;
import io.streamlation.flink.room.Outbox;
import java.io.Serializable;
import java.util.Optional;

/**
 * The pure logic of a thinking room: what to remember, what to ask next, what follows from the
 * answer. One question of a key is in flight at a time. An empty state means nothing is remembered.
 *
 * @param <I> input
 * @param <S> state, immutable
 * @param <Q> question to the model
 * @param <A> its answer; failure is one of them
 * @param <O> output
 */
public interface Thinker<I, S, Q, A, O> extends Serializable {
  Optional<S> take(Optional<S> state, I input, WallTime now, Outbox<O> out);

  /** What to ask now that nothing is in flight. Asked again after a restore. */
  Optional<Q> next(S state, WallTime now);

  /** The answer may come for something the state has moved on from: then it changes nothing. */
  Optional<S> apply(Optional<S> state, Q asked, A answer, WallTime now, Outbox<O> out);

  /**
   * The state as it goes on from a checkpoint, now: waiting that was measured by the wall clock
   * begins anew, for nobody worked meanwhile.
   */
  default S restored(S state, WallTime now) {
    return state;
  }

  /** So much waits in this state that more input must wait for an answer. */
  boolean isFull(S state);

  /** Questions that end in something final are asked before those that do not. */
  boolean isFinal(Q question);
}

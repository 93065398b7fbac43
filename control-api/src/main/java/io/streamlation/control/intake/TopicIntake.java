package io.streamlation.control.intake;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.streamlation.contracts.Topics;
import java.util.List;
import java.util.Optional;

/** One feature's part of the intake. */
public interface TopicIntake<M extends Message> {
  Topics topic();

  Parser<M> parser();

  String sessionIdOf(M message);

  /** False for what this feature has no use for; asked before anything is looked up. */
  default boolean wants(M message) {
    return true;
  }

  /** Why this message cannot be kept, though it can be read. */
  default Optional<String> complaintAbout(M message) {
    return Optional.empty();
  }

  /**
   * Writes rows in the transaction that is open; the same messages may come again. In the order of
   * their partition.
   */
  void keep(List<Arrived<M>> messages);
}

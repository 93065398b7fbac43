package io.streamlation.flink.wire;

import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import org.apache.flink.util.OutputTag;

/** What leaves every room beside its main stream. */
public final class Sides {
  public static final OutputTag<LedgerTally> LEDGER =
      new OutputTag<>("ledger", ProtobufTypeInfo.ofMessage(LedgerTally.class));
  public static final OutputTag<SessionEvent> EVENTS =
      new OutputTag<>("events", ProtobufTypeInfo.ofMessage(SessionEvent.class));
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", ProtobufTypeInfo.ofMessage(DeadLetter.class));

  private Sides() {}
}

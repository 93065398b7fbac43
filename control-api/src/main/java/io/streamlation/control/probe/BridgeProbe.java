package io.streamlation.control.probe;

import io.streamlation.contracts.v1.ProbeAnswer;
import io.streamlation.contracts.v1.ProbeRequest;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import org.springframework.stereotype.Component;

/** Asks a bridge to look at a source. Whatever keeps it from answering is the platform's. */
@Component
class BridgeProbe {
  private static final String LOOK_AT_THE_STACK =
      " An operator looks at ./streamlation status; a source can be accepted without a look.";

  private final BridgeDoor door;

  BridgeProbe(BridgeDoor door) {
    this.door = door;
  }

  ProbeAnswer ask(ProbeRequest question) {
    try {
      return door.ask("/probe", question, ProbeAnswer.parser());
    } catch (BridgeDoor.Away e) {
      throw Refusal.of(
          ProblemType.BRIDGE_AWAY,
          "PLATFORM: the source could not be looked at. " + e.getMessage() + LOOK_AT_THE_STACK);
    }
  }
}

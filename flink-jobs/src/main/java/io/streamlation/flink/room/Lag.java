package io.streamlation.flink.room;

import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.StageTime;

/** Writes down when a stage took something up and let it go. Measures, decides nothing. */
public final class Lag {
  private Lag() {}

  public static LagTrace passed(LagTrace so, String stage, WallTime takenUp, WallTime letGo) {
    return so.toBuilder()
        .addStages(
            StageTime.newBuilder()
                .setStage(stage)
                .setTakenUpAtMs(takenUp.epochMs())
                .setLetGoAtMs(letGo.epochMs()))
        .build();
  }

  /** A stage has it and will let it go later; see {@link #letGo}. */
  public static LagTrace takenUp(LagTrace so, String stage, WallTime now) {
    return so.toBuilder()
        .addStages(StageTime.newBuilder().setStage(stage).setTakenUpAtMs(now.epochMs()))
        .build();
  }

  public static LagTrace letGo(LagTrace so, WallTime now) {
    LagTrace.Builder lag = so.toBuilder();
    int last = lag.getStagesCount() - 1;
    lag.setStages(last, lag.getStages(last).toBuilder().setLetGoAtMs(now.epochMs()));
    return lag.build();
  }
}

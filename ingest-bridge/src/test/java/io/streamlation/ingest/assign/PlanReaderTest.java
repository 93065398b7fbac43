package io.streamlation.ingest.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PlanReaderTest {
  private static PlanReader read(Source.Builder source) {
    SessionPlan plan =
        SessionPlan.newBuilder()
            .setSessionId("s-17")
            .setRevision(1)
            .setDesired(SessionPlan.Desired.DESIRED_ON_AIR)
            .setSource(source.setUrl("somewhere"))
            .build();
    return PlanReader.read("s-17", plan.toByteArray());
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PROTOCOL_UNSPECIFIED", "UNRECOGNIZED"})
  void takesInWhateverTheContractHasANameFor(Source.Protocol protocol) {
    assertThat(read(Source.newBuilder().setProtocol(protocol))).isInstanceOf(PlanReader.Plan.class);
  }

  @Test
  void saysWhichProtocolsThereAreWhereItKnowsNone() {
    PlanReader bad = read(Source.newBuilder().setProtocolValue(99));
    assertThat(((PlanReader.Bad) bad).reason()).contains("PROTOCOL_HLS", "PROTOCOL_RTMP");
  }
}

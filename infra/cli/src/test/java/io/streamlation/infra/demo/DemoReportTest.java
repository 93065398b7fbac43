package io.streamlation.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.bulletin.script.Bulletin;
import io.streamlation.bulletin.script.Sentence;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.StageTime;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.infra.client.ControlClient;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  private static final long ON_AIR_MS = 1_000_000;

  private static final Bulletin SCRIPT =
      new Bulletin(
          7,
          10_000,
          List.of(
              new Sentence("it rains", "llueve", 1_000, 2_000, "en-us", 150, 50, false),
              new Sentence("it snows", "nieva", 3_000, 4_000, "en-us", 150, 50, true)));

  private final HeardSoFar heard = new HeardSoFar();

  @Test
  void hasEveryKeyThatIsPromised() throws Exception {
    hear("it rains", "llueve");

    DemoReport report = report(true);

    JsonNode json = report.json();
    assertThat(json.fieldNames())
        .toIterable()
        .contains(
            "seed",
            "mediaSeconds",
            "framesPublished",
            "gaps",
            "utterances",
            "finals",
            "translations",
            "speech",
            "wer",
            "translationExactRate",
            "lagMs",
            "erasure",
            "ledger",
            "stack",
            "firstCaptionSeconds");
    assertThat(json.path("mediaSeconds").asDouble()).isEqualTo(10);
    assertThat(json.path("finals").path("en").asInt()).isEqualTo(1);
    assertThat(json.path("translations").path("es").asInt()).isEqualTo(1);
    assertThat(json.path("wer").asDouble()).isZero();
    assertThat(json.path("translationExactRate").asDouble()).isEqualTo(1);
    assertThat(json.path("ledger").path("cut").path("utterances").asInt()).isEqualTo(1);
    assertThat(json.path("stack").path("kafka").asText()).matches("\\d+\\..*");
    assertThat(report.isGood()).isTrue();
  }

  @Test
  void lagRunsFromTheLastSampleToTheClientAndItsStagesAddUpToIt() throws Exception {
    hear("it rains", "llueve");

    JsonNode lag = report(true).json().path("lagMs");

    assertThat(lag.path("p50").asLong()).isEqualTo(900);
    assertThat(lag.path("stages").path("cut").path("p50").asLong()).isEqualTo(500);
    assertThat(lag.path("stages").path("recognise").path("p50").asLong()).isEqualTo(300);
    assertThat(lag.path("stages").path("client").path("p50").asLong()).isEqualTo(100);
  }

  @Test
  void whatWasTrainedOnIsNotScored() throws Exception {
    hear("it rains", "llueve");

    JsonNode scored = report(true).json().path("scored");

    assertThat(scored.path("sentences").asInt()).isEqualTo(1);
    assertThat(scored.path("sentencesLeftOutAsTrained").asInt()).isEqualTo(1);
  }

  @Test
  void isNotGoodWhenTheLedgerDoesNotBalanceOrNothingWasTranslated() throws Exception {
    hear("it rains", "llueve");
    assertThat(report(false).isGood()).isFalse();

    HeardSoFar nothing = new HeardSoFar();
    assertThat(
            new DemoReport(SCRIPT, ON_AIR_MS, ON_AIR_MS, nothing, speech(0), ledger(true)).isGood())
        .isFalse();
  }

  private void hear(String english, String spanish) {
    LagTrace lag =
        LagTrace.newBuilder()
            .setCapturedAtMs(ON_AIR_MS + 2_000)
            .addStages(stage("cut", 2_500))
            .addStages(stage("recognise", 2_800))
            .build();
    heard.take(
        LiveMessage.newBuilder()
            .setCaption(
                Caption.newBuilder()
                    .setId("s.3.16000.0")
                    .setEpoch(3)
                    .setUtteranceStartSample(16_000)
                    .setState(Caption.State.STATE_FINAL)
                    .setRevision(1)
                    .setLanguage("en")
                    .setText(english)
                    .setMediaStartSample(16_000)
                    .setMediaEndSample(32_000)
                    .setProgramDateTimeUs((ON_AIR_MS + 1_000) * 1_000)
                    .setLag(lag))
            .build(),
        new WallTime(ON_AIR_MS + 2_900));
    heard.take(
        LiveMessage.newBuilder()
            .setTranslation(
                Translation.newBuilder()
                    .setCaptionId("s.3.16000.0")
                    .setTargetLanguage("es")
                    .setState(Caption.State.STATE_FINAL)
                    .setText(spanish)
                    .setLag(lag))
            .build(),
        new WallTime(ON_AIR_MS + 2_950));
  }

  private static StageTime stage(String name, long letGoMs) {
    return StageTime.newBuilder().setStage(name).setLetGoAtMs(ON_AIR_MS + letGoMs).build();
  }

  private DemoReport report(boolean balanced) throws Exception {
    return new DemoReport(SCRIPT, ON_AIR_MS, ON_AIR_MS, heard, speech(1), ledger(balanced));
  }

  @Test
  void isNotGoodWhenNothingWasSpoken() throws Exception {
    hear("it rains", "llueve");

    assertThat(
            new DemoReport(SCRIPT, ON_AIR_MS, ON_AIR_MS, heard, speech(0), ledger(true)).isGood())
        .isFalse();
    assertThat(report(true).summary()).anyMatch(line -> line.contains("clips {\"es\":1}"));
  }

  private static JsonNode speech(int clips) throws Exception {
    return ControlClient.JSON.readTree(
        clips == 0
            ? "{\"clips\": {}, \"skipped\": {}, \"measured\": []}"
            : "{\"clips\": {\"es\": 1}, \"skipped\": {}, \"measured\": []}");
  }

  private static JsonNode ledger(boolean balanced) throws Exception {
    return ControlClient.JSON.readTree(
        """
        {"balanced": %s, "unaccountedSamples": 0, "closed": true,
         "sums": {"ingest": {"frames_published": 101, "pcm_samples": 160000, "gap_samples": 0, "gaps": 0},
                  "cut": {"utterances": 1}},
         "epochs": [{"epoch": 3, "stages": {"ingest": {"asOfSample": 160000}}}]}
        """
            .formatted(balanced));
  }
}

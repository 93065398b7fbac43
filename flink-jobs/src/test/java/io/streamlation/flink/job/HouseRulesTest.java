package io.streamlation.flink.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.streamlation.flink",
    importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  private static final String[] ROOMS = {
    "..flink.cut..",
    "..flink.recognise..",
    "..flink.settle..",
    "..flink.fanout..",
    "..flink.translate..",
    "..flink.speak..",
    "..flink.think..",
    "..flink.wire..",
    "..flink.room.."
  };

  @ArchTest
  static final ArchRule roomsKnowNoEngine =
      noClasses()
          .that()
          .resideInAnyPackage(ROOMS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..flink.engine..", "ai.onnxruntime..", "ai.djl..");

  @ArchTest
  static final ArchRule onlyShellsKnowFlink =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..flink.cut..",
              "..flink.recognise..",
              "..flink.settle..",
              "..flink.fanout..",
              "..flink.translate..",
              "..flink.speak..",
              "..flink.room..",
              "..flink.engine..")
          .and()
          .doNotHaveSimpleName("CutSpeech")
          .and()
          .doNotHaveSimpleName("SettleCaptions")
          .and()
          .doNotHaveSimpleName("FanOutCaptions")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyTheDoorsKnowKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages("..flink.wire..", "..flink.job..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka..");

  @ArchTest
  static final ArchRule doersHoldNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..flink.cut..",
              "..flink.recognise..",
              "..flink.settle..",
              "..flink.fanout..",
              "..flink.translate..",
              "..flink.speak..",
              "..flink.room..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.time\\.(Clock|Instant)");

  @ArchTest
  static final ArchRule nobodyKnowsTheJob =
      noClasses()
          .that()
          .resideOutsideOfPackage("..flink.job..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..flink.job..");
}

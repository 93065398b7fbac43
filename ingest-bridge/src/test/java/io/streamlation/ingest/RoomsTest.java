package io.streamlation.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(
    packages = "io.streamlation.ingest",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String HERE = "io.streamlation.ingest.";

  @ArchTest
  static final ArchRule roomsKnowOnlyTheRoomsBelow =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("main")
          .definedBy("io.streamlation.ingest")
          .layer("assign")
          .definedBy(HERE + "assign..")
          .layer("supervise")
          .definedBy(HERE + "supervise..")
          .layer("probe")
          .definedBy(HERE + "probe..")
          .layer("publish")
          .definedBy(HERE + "publish..")
          .layer("decode")
          .definedBy(HERE + "decode..")
          .layer("rehost")
          .definedBy(HERE + "rehost..")
          .layer("source")
          .definedBy(HERE + "source..")
          .layer("address")
          .definedBy(HERE + "address..")
          .layer("child")
          .definedBy(HERE + "child..")
          .layer("frame")
          .definedBy(HERE + "frame..")
          .whereLayer("main")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("assign")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("supervise")
          .mayOnlyBeAccessedByLayers("main", "assign")
          .whereLayer("probe")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("publish")
          .mayOnlyBeAccessedByLayers("main", "assign", "supervise")
          .whereLayer("rehost")
          .mayOnlyBeAccessedByLayers("main", "supervise")
          .whereLayer("decode")
          .mayOnlyBeAccessedByLayers("main", "supervise", "probe", "rehost")
          .whereLayer("source")
          .mayOnlyBeAccessedByLayers("main", "supervise", "decode", "probe", "rehost")
          .whereLayer("address")
          .mayOnlyBeAccessedByLayers("main", "source", "probe")
          .whereLayer("child")
          .mayOnlyBeAccessedByLayers("main", "decode", "source");

  @ArchTest
  static final ArchRule siblingsOfSourceDoNotKnowEachOther =
      noClasses()
          .that()
          .resideInAPackage(HERE + "source.hls..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(HERE + "source.file..");

  @ArchTest
  static final ArchRule frameIsPure =
      classes()
          .that()
          .resideInAPackage(HERE + "frame..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              HERE + "frame..",
              "io.streamlation.contracts..",
              "com.google.protobuf..",
              "java.lang..",
              "java.util",
              "java.util.function",
              "java.util.stream");

  @ArchTest
  static final ArchRule onlyTheDoorsKnowKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages(HERE + "publish..", HERE + "assign..", "io.streamlation.ingest")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyTheCheckedDoorGoesOut =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE + "address..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hc..", "java.net.http..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.Socket")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.URL");

  @ArchTest
  static final ArchRule theJvmLoadsNoNativeDecoder =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco.ffmpeg.global..", "org.bytedeco.javacv..");
}

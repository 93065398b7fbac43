package io.streamlation.control;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.streamlation.control");

  @Test
  void featuresKnowEachOtherInOneDirection() {
    slices().matching("io.streamlation.control.(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void whatDecidesKnowsNoFrameworkAndNoClock() {
    ArchRuleDefinition.noClasses()
        .that()
        .haveSimpleName("Reconciler")
        .or()
        .haveSimpleName("LedgerBalance")
        .or()
        .haveSimpleName("CueFormat")
        .or()
        .haveSimpleName("Watching")
        .or()
        .haveSimpleName("RecentFinals")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "org.apache.kafka..")
        .because("they are tables of rules: time and data are arguments")
        .check(OURS);
  }
}

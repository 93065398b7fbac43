package io.streamlation.infra.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.doctor.Doctor;
import io.streamlation.infra.doctor.Finding;
import io.streamlation.infra.stack.StackSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description =
        "What this machine has and lacks: programs, memory, disk, ports, GPU, model packs, and the"
            + " topics of a running stack. Exit code 1 when something needed is missing.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin StackOptions options;

  @Option(names = "--json", description = "For programs: one array of findings.")
  boolean json;

  @Override
  public Integer call() throws Exception {
    StackSettings settings = options.settings();
    List<Finding> findings = Doctor.examine(settings, ModelCommand.PacksOption.usual());
    if (json) {
      ObjectMapper mapper = ControlClient.JSON;
      System.out.println(mapper.valueToTree(findings).toPrettyString());
    } else {
      for (Finding f : findings) {
        System.out.printf("%s %-18s %s%n", mark(f), f.subject(), f.found());
        if (!f.advice().isEmpty()) {
          System.out.printf("  %-18s → %s%n", "", f.advice());
        }
      }
    }
    return findings.stream().noneMatch(f -> f.verdict() == Finding.Verdict.MISSING)
        ? ExitCode.OK
        : ExitCode.CHECK_FAILED;
  }

  private static String mark(Finding finding) {
    return switch (finding.verdict()) {
      case GOOD -> "✓";
      case NOTE -> "·";
      case MISSING -> "✗";
    };
  }
}

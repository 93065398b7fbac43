package io.streamlation.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    description =
        "Does the session's ledger balance: was every sample heard, every caption stored, every"
            + " translation made and spoken? Exit code 0: yes; 1: no, or not to be said yet because the session"
            + " is on air.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Mixin ApiOptions api;

  @Parameters(paramLabel = "SESSION")
  String id;

  @Option(names = "--json", description = "For programs: the ledger as the API tells it.")
  boolean json;

  @Override
  public Integer call() {
    JsonNode ledger = api.client().ledger(id);
    if (json) {
      System.out.println(ledger.toPrettyString());
    } else {
      print(ledger);
    }
    return ledger.path("balanced").asBoolean() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  static void print(JsonNode ledger) {
    for (JsonNode epoch : ledger.path("epochs")) {
      System.out.println("epoch " + epoch.path("epoch").asText());
      System.out.printf("  %-14s %14s %-7s %s%n", "STAGE", "AS OF SAMPLE", "CLOSED", "COUNTERS");
      epoch
          .path("stages")
          .fields()
          .forEachRemaining(
              stage -> {
                StringBuilder counters = new StringBuilder();
                stage
                    .getValue()
                    .path("counters")
                    .fields()
                    .forEachRemaining(
                        c ->
                            counters
                                .append(c.getKey())
                                .append('=')
                                .append(c.getValue().asText())
                                .append(' '));
                System.out.printf(
                    "  %-14s %14s %-7s %s%n",
                    stage.getKey(),
                    stage.getValue().path("asOfSample").asText(),
                    stage.getValue().path("closed").asBoolean() ? "yes" : "no",
                    counters.toString().strip());
              });
      System.out.printf("  %-51s %14s   %14s%n", "CHECK", "LEFT", "RIGHT");
      for (JsonNode check : epoch.path("checks")) {
        JsonNode holds = check.path("holds");
        String sign = holds.isNull() ? "?" : holds.asBoolean() ? "=" : "≠";
        System.out.printf(
            "  %-51s %14s %s %14s %s%n",
            check.path("name").asText(),
            check.path("left").asText(),
            sign,
            check.path("right").asText(),
            holds.isNull() ? "not to be said yet" : holds.asBoolean() ? "✓" : "✗");
      }
    }
    boolean closed = ledger.path("closed").asBoolean();
    System.out.printf(
        "%s; unaccounted samples: %s%n",
        ledger.path("balanced").asBoolean()
            ? "balanced"
            : closed
                ? "NOT balanced"
                : "not to be said yet: the session is not over, its stages are at different places",
        ledger.path("unaccountedSamples").asText());
  }
}

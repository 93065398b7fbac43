package io.streamlation.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.infra.stack.Port;
import io.streamlation.infra.stack.StackSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StreamlationTest {
  @TempDir Path data;
  private final StringWriter err = new StringWriter();

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(run("dance")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("dance");
  }

  @Test
  void everyCommandExplainsItselfAndItsExitCodes() {
    CommandLine line = Streamlation.commandLine();
    explains(line);
  }

  private static void explains(CommandLine line) {
    String usage = line.getUsageMessage();
    assertThat(usage).contains("Exit codes:").contains("The stack does not run");
    assertThat(line.getCommandSpec().usageMessage().description()).isNotEmpty();
    line.getSubcommands().values().stream()
        .filter(sub -> !sub.getCommandName().equals("help"))
        .forEach(StreamlationTest::explains);
  }

  @Test
  void saysThatNoStackRuns() {
    assertThat(run("status", "--data", data.toString())).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(run("session", "ls", "--data", data.toString())).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(err.toString()).contains("./streamlation up");
    assertThat(run("down", "--data", data.toString())).isEqualTo(ExitCode.OK);
  }

  @Test
  void saysThatNobodyAnswersAtTheAddress() throws Exception {
    Path token = Files.writeString(data.resolve("token"), "secret");

    int code =
        run("verify", "s-1", "--api", "http://127.0.0.1:1", "--token-file", token.toString());

    assertThat(code).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(err.toString()).contains("http://127.0.0.1:1").doesNotContain("secret");
  }

  @Test
  void badSettingsAreAUsageError() {
    int code =
        run("up", "--data", data.toString(), "--set", "kafka.port=high", "--set", "colour=blue");

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("kafka.port").contains("colour");
  }

  @Test
  void theDemoNeedsAnEndToReportOn() {
    assertThat(run("demo", "--data", data.toString(), "--report", "r.json"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void optionsAreHandedOnAsTheyCame() {
    StackOptions options = new StackOptions();
    new CommandLine(new Holder(options))
        .parseArgs(
            "--data", data.toString(),
            "--port-offset", "7",
            "--set", "flink.port=20000",
            "--allow-source", "10.0.0.7:8554");
    StackOptions again = new StackOptions();
    new CommandLine(new Holder(again)).parseArgs(options.asArguments().toArray(String[]::new));

    StackSettings settings = again.settings();
    assertThat(settings.data()).isEqualTo(data);
    assertThat(settings.port(Port.FLINK)).isEqualTo(20_007);
    assertThat(settings.allowSources()).containsExactly("10.0.0.7:8554");
  }

  @Test
  void whatTheDemoAdmitsIsAddedToWhatTheFileAdmits() throws Exception {
    Files.writeString(data.resolve("streamlation.properties"), "allow.source=10.0.0.7:8554\n");
    StackOptions options = new StackOptions();
    new CommandLine(new Holder(options)).parseArgs("--data", data.toString());

    assertThat(options.settings(List.of("127.0.0.1:18090")).allowSources())
        .containsExactlyInAnyOrder("127.0.0.1:18090", "10.0.0.7:8554");
  }

  @CommandLine.Command
  private static final class Holder {
    @CommandLine.Mixin private final StackOptions options;

    Holder(StackOptions options) {
      this.options = options;
    }
  }

  private int run(String... arguments) {
    PrintStream out = System.out;
    System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    try {
      CommandLine line = Streamlation.commandLine();
      line.setErr(new PrintWriter(err, true));
      return line.execute(arguments);
    } finally {
      System.setOut(out);
    }
  }
}

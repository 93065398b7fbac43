package io.streamlation.infra.cli;

import io.streamlation.infra.client.ApiAway;
import io.streamlation.infra.client.ApiRefused;
import io.streamlation.infra.stack.StackSettings.BadSettings;
import io.streamlation.infra.stack.StackTrouble;
import io.streamlation.models.PackException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program behind {@code ./streamlation}. */
@Command(
    name = "streamlation",
    description = "A live stream heard while it happens, and captioned in other languages.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DemoCommand.class,
      FaultsCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      TestCommand.class,
      SessionCommand.class,
      ModelCommand.class,
      VerifyCommand.class,
      CheckPlaylistCommand.class,
      BenchCommand.class,
      TopicsCommand.class,
      SuperviseCommand.class,
      HelpCommand.class,
    },
    footer = "%nDocumentation: README.md, docs/04-running.md, docs/05-settings.md.")
public final class Streamlation {
  private Streamlation() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Streamlation());
    line.setExecutionExceptionHandler((e, command, parsed) -> complain(e, command));
    tellExitCodes(line);
    return line;
  }

  private static void tellExitCodes(CommandLine line) {
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    Map<String, String> codes = new LinkedHashMap<>();
    for (String row : ExitCode.TABLE) {
      int colon = row.indexOf(':');
      codes.put(row.substring(0, colon), row.substring(colon + 1));
    }
    line.getCommandSpec().usageMessage().exitCodeList(codes);
    line.getSubcommands().values().forEach(Streamlation::tellExitCodes);
  }

  private static int complain(Exception e, CommandLine command) {
    if (e instanceof BadSettings) {
      return say(command, e.getMessage(), ExitCode.USAGE);
    }
    if (e instanceof PackException) {
      return say(command, e.getMessage(), ExitCode.USAGE);
    }
    if (e instanceof StackTrouble) {
      return say(command, e.getMessage(), ExitCode.CANNOT_START);
    }
    if (e instanceof ApiAway) {
      return say(command, e.getMessage(), ExitCode.NOT_RUNNING);
    }
    if (e instanceof ApiRefused) {
      return say(command, e.getMessage(), ExitCode.REFUSED);
    }
    e.printStackTrace(command.getErr());
    return ExitCode.BROKEN;
  }

  private static int say(CommandLine command, String message, int code) {
    command.getErr().println("streamlation: " + message);
    return code;
  }
}

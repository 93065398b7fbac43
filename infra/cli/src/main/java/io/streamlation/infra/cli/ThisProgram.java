package io.streamlation.infra.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this very program is started once more. */
final class ThisProgram {
  private ThisProgram() {}

  static List<String> startLine() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(a -> a.startsWith("-X") || a.startsWith("-Dstreamlation.root"))
            .toList());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Streamlation.class.getName());
    return command;
  }
}

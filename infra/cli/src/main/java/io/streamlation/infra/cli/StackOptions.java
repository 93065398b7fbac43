package io.streamlation.infra.cli;

import io.streamlation.infra.stack.RunFolder;
import io.streamlation.infra.stack.StackSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which stack, and with which settings. */
final class StackOptions {
  @Mixin DataOption where;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings file; infra/streamlation.properties explains the keys. Default:"
              + " <data>/streamlation.properties, where there is one.")
  Path config;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Moves every port by N: a second stack beside the first.")
  Integer portOffset;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, as in the settings file; wins over it. Repeatable.")
  Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--allow-source",
      paramLabel = "HOST:PORT",
      description =
          "Admits exactly this address as a source although the address check refuses it (this"
              + " machine, private networks). Repeatable.")
  List<String> allowSources = new ArrayList<>();

  @Option(
      names = "--pack",
      paramLabel = "NAME",
      description =
          "Family of model packs, as `model ls` lists them: news-tiny (closed vocabulary), lite"
              + " (any English, weak). Repeatable, the preferred first. Default: engine.pack of the"
              + " settings.")
  List<String> packs = new ArrayList<>();

  StackSettings settings() {
    return settings(List.of());
  }

  /**
   * @param alsoAllowed further sources to admit
   */
  StackSettings settings(List<String> alsoAllowed) {
    Map<String, String> overrides = new TreeMap<>(set);
    if (portOffset != null) {
      overrides.put("port.offset", portOffset.toString());
    }
    if (!packs.isEmpty()) {
      overrides.put("engine.pack", String.join(",", packs));
    }
    Path kept = new RunFolder(where.data()).settings();
    Optional<Path> file =
        config != null ? Optional.of(config) : Optional.of(kept).filter(Files::exists);
    List<String> allowed = new ArrayList<>(allowSources);
    allowed.addAll(alsoAllowed);
    if (!allowed.isEmpty()) {
      // Added to what the file admits, not instead of it.
      StackSettings asIs = StackSettings.of(DataOption.root(), where.data(), file, overrides);
      allowed.addAll(asIs.allowSources());
      overrides.put("allow.source", String.join(",", allowed));
    }
    return StackSettings.of(DataOption.root(), where.data(), file, overrides);
  }

  /** The same options again, for a process that is started with them. */
  List<String> asArguments() {
    List<String> arguments = new ArrayList<>(List.of("--data", where.data().toString()));
    if (config != null) {
      arguments.addAll(List.of("--config", config.toAbsolutePath().toString()));
    }
    if (portOffset != null) {
      arguments.addAll(List.of("--port-offset", portOffset.toString()));
    }
    set.forEach((k, v) -> arguments.addAll(List.of("--set", k + "=" + v)));
    packs.forEach(p -> arguments.addAll(List.of("--pack", p)));
    allowSources.forEach(s -> arguments.addAll(List.of("--allow-source", s)));
    return arguments;
  }
}

package io.streamlation.infra.cli;

import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.terminal.Terminal;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "model",
    description = "Model packs: what is installed, and whether it is whole.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelCommand.Ls.class,
      ModelCommand.Pull.class,
      ModelCommand.Needs.class,
      ModelCommand.Verify.class
    })
final class ModelCommand {

  /** Where packs lie. */
  static final class PacksOption {
    @Option(
        names = "--packs",
        paramLabel = "DIR",
        description = "Folder of the packs. Default: models/packs in the repository.")
    Path packs;

    PackStore store() {
      return new PackStore(packs == null ? usual() : packs);
    }

    static Path usual() {
      return DataOption.root().resolve("models/packs");
    }
  }

  @Command(name = "ls", description = "The installed packs.", mixinStandardHelpOptions = true)
  static final class Ls implements Callable<Integer> {
    @picocli.CommandLine.Mixin PacksOption where;

    @Option(names = "--json", description = "For programs: one array.")
    boolean json;

    @Override
    public Integer call() {
      List<PackManifest> packs = where.store().list();
      if (json) {
        System.out.println(
            ControlClient.JSON.valueToTree(packs.stream().map(Ls::row).toList()).toPrettyString());
        return ExitCode.OK;
      }
      System.out.printf(
          "%-32s %-11s %-12s %-10s %8s  %s%n",
          "PACK", "DOES", "LANGUAGES", "FAMILY", "SIZE", "WHAT IT IS, LICENCE");
      for (PackManifest pack : packs) {
        System.out.printf(
            "%-32s %-11s %-12s %-10s %5d MB  %s (licence: %s)%n",
            pack.id(),
            pack.kind().name().toLowerCase(Locale.ROOT),
            languages(pack),
            pack.families().isEmpty() ? "every" : String.join(",", pack.families()),
            Math.max(1, pack.sizeBytes() >> 20),
            pack.title(),
            pack.licence());
        List<String> lacking = PackStore.lacking(pack);
        if (!lacking.isEmpty()) {
          System.out.printf(
              "    not usable here: it rests on Debian's %s. `./streamlation model pull %s`"
                  + " installs that%n",
              String.join(", ", lacking), pack.name());
        }
      }
      return ExitCode.OK;
    }

    private static Map<String, Object> row(PackManifest pack) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", pack.name());
      row.put("version", pack.version());
      row.put("title", pack.title());
      row.put("kind", pack.kind());
      row.put("engine", pack.engine());
      row.put("languages", pack.languages());
      row.put("pairs", pack.pairs());
      row.put("tiers", pack.tiers());
      row.put("openVocabulary", pack.openVocabulary());
      row.put("licence", pack.licence());
      row.put("sizeBytes", pack.sizeBytes());
      row.put("families", pack.families());
      row.put("lacking", PackStore.lacking(pack));
      row.put("quality", pack.quality());
      return row;
    }
  }

  private static String languages(PackManifest pack) {
    return pack.pairs().isEmpty()
        ? String.join(",", pack.languages())
        : pack.pairs().stream()
            .map(p -> p.source() + "→" + p.target())
            .collect(Collectors.joining(","));
  }

  /** What the start script installs; it can, for it knows apt and sudo. */
  @Command(
      name = "needs",
      description =
          "The Debian packages that these packs rest on and this machine lacks, one a line.",
      mixinStandardHelpOptions = true)
  static final class Needs implements Callable<Integer> {
    @picocli.CommandLine.Mixin PacksOption where;

    @Parameters(
        paramLabel = "NAME",
        arity = "1..*",
        split = ",",
        description = "Families or packs, as `model ls` shows them.")
    List<String> wishes;

    @Override
    public Integer call() {
      where.store().chosen(wishes).stream()
          .filter(pack -> wishes.stream().anyMatch(pack::isMeantBy))
          .flatMap(pack -> PackStore.lacking(pack).stream())
          .distinct()
          .forEach(System.out::println);
      return ExitCode.OK;
    }
  }

  /** The start script runs `needs`, installs, and comes here to say what is usable now. */
  @Command(
      name = "pull",
      description =
          "Installs the Debian packages that these packs rest on, saying which and why. Packs that"
              + " bring their own files need nothing.",
      mixinStandardHelpOptions = true)
  static final class Pull implements Callable<Integer> {
    @picocli.CommandLine.Mixin PacksOption where;

    @Parameters(
        paramLabel = "NAME",
        arity = "1..*",
        split = ",",
        description = "Families or packs, as `model ls` shows them.")
    List<String> wishes;

    @Override
    public Integer call() {
      boolean usable = true;
      for (PackManifest pack : where.store().chosen(wishes)) {
        if (wishes.stream().noneMatch(pack::isMeantBy)) {
          continue;
        }
        List<String> lacking = PackStore.lacking(pack);
        usable &= lacking.isEmpty();
        System.out.println(
            lacking.isEmpty()
                ? "✓ %s can be used (licence: %s)".formatted(pack.id(), pack.licence())
                : "✗ %s still lacks Debian's %s".formatted(pack.id(), String.join(", ", lacking)));
      }
      return usable ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }
  }

  @Command(
      name = "verify",
      description =
          "Compares every file with its size and SHA-256. Exit code 1: something differs.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @picocli.CommandLine.Mixin PacksOption where;

    @Parameters(paramLabel = "PACK", arity = "0..*", description = "Default: all.")
    List<String> names = List.of();

    @Option(names = "--json", description = "For programs: pack → complaints.")
    boolean json;

    @Override
    public Integer call() {
      Terminal terminal = Terminal.ofThisProcess();
      Map<String, List<String>> complaints = new LinkedHashMap<>();
      List<PackManifest> installed = where.store().list();
      for (String name : names) {
        if (installed.stream().noneMatch(p -> p.name().equals(name))) {
          complaints.put(name, List.of("no such pack is installed in " + where.store().root()));
        }
      }
      for (PackManifest pack : installed) {
        if (names.isEmpty() || names.contains(pack.name())) {
          complaints.put(
              pack.id(),
              PackStore.verify(
                  pack,
                  (file, done, total) ->
                      terminal.provisional(
                          "%s  %d %%  %s"
                              .formatted(pack.id(), 100 * done / Math.max(1, total), file))));
        }
      }
      terminal.provisional("");
      if (json) {
        System.out.println(ControlClient.JSON.valueToTree(complaints).toPrettyString());
      } else {
        complaints.forEach(
            (pack, found) -> {
              terminal.line((found.isEmpty() ? "✓ " : "✗ ") + pack);
              found.forEach(c -> terminal.line("    " + c));
            });
      }
      return complaints.values().stream().allMatch(List::isEmpty)
          ? ExitCode.OK
          : ExitCode.CHECK_FAILED;
    }
  }
}

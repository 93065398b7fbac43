package io.streamlation.control.system;

import io.streamlation.control.ControlSettings;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import io.streamlation.models.Voices;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The chosen packs below {@code streamlation.models-dir} that can run here. Looked at again every
 * few seconds, so that a pack installed meanwhile is offered; a folder that cannot be read leaves
 * what was known.
 */
@Component
class PackFolder implements InstalledPacks {
  private static final Duration BELIEVED_FOR = Duration.ofSeconds(2);

  private final ControlSettings settings;
  private final Clock clock;
  private final Quietly log;
  private List<PackManifest> packs = List.of();
  private long readAtMs = Long.MIN_VALUE;

  PackFolder(ControlSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.log = new Quietly(LoggerFactory.getLogger(PackFolder.class), clock);
  }

  @Override
  public Set<String> sources() {
    Set<String> sources = new TreeSet<>();
    for (PackManifest pack : packs()) {
      if (pack.kind() == PackManifest.Kind.RECOGNISER) {
        sources.addAll(pack.languages());
      }
    }
    return sources;
  }

  @Override
  public List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (PackManifest pack : packs()) {
      pack.pairs().forEach(pair -> pairs.add(new Pair(pair.source(), pair.target(), pack.name())));
    }
    pairs.sort(
        Comparator.comparing(Pair::source).thenComparing(Pair::target).thenComparing(Pair::pack));
    return pairs;
  }

  @Override
  public List<String> voices(String language) {
    return Voices.of(packs()).speaking(language).stream().map(Voices.Voice::name).toList();
  }

  @Override
  public Set<String> tiers() {
    Set<String> tiers = new TreeSet<>();
    for (PackManifest pack : packs()) {
      if (pack.kind() == PackManifest.Kind.RECOGNISER) {
        tiers.addAll(pack.tiers());
      }
    }
    return tiers;
  }

  private synchronized List<PackManifest> packs() {
    long nowMs = clock.millis();
    if (settings.modelsFolder().isPresent()
        && (readAtMs == Long.MIN_VALUE || nowMs - readAtMs >= BELIEVED_FOR.toMillis())) {
      readAtMs = nowMs;
      Path folder = settings.modelsFolder().get();
      try {
        packs =
            new PackStore(folder)
                .chosen(settings.packs()).stream()
                    .filter(pack -> PackStore.lacking(pack).isEmpty())
                    .toList();
      } catch (PackException | UncheckedIOException e) {
        log.warn("MODEL: the packs in " + folder + " cannot be listed: " + e.getMessage());
      }
    }
    return packs;
  }
}

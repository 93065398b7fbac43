package io.streamlation.control.alarms;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.reconcile.Finding;
import io.streamlation.control.reconcile.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** How much room the data folders' disks have left. */
@Component("disk")
class DiskWatch extends AbstractHealthIndicator {
  private final ControlSettings.Disk settings;

  DiskWatch(ControlSettings settings, MeterRegistry metrics) {
    super("The disk cannot be looked at");
    this.settings = settings.disk();
    for (Path path : this.settings.paths()) {
      Gauge.builder("streamlation.disk.usable", () -> usableBytes(path))
          .description("Room left on the disk of a data folder; a fall to zero stops everything")
          .baseUnit("bytes")
          .tag("path", path.toString())
          .register(metrics);
    }
  }

  List<Finding> look(Instant now) {
    return settings.paths().stream().flatMap(path -> about(path, usableBytes(path), now)).toList();
  }

  private Stream<Finding> about(Path path, double usable, Instant now) {
    if (Double.isNaN(usable)) {
      return Stream.of(
          new Finding(
              "disk-unseen",
              Severity.WARNING,
              now,
              "How much room is left at " + path + " cannot be seen.",
              "An operator checks streamlation.disk.paths.",
              "platform"));
    }
    if (usable >= settings.warnBelow().toBytes()) {
      return Stream.empty();
    }
    boolean full = usable < settings.alarmBelow().toBytes();
    return Stream.of(
        new Finding(
            "disk-full",
            full ? Severity.CRITICAL : Severity.WARNING,
            now,
            "The disk of %s has %s left%s."
                .formatted(
                    path,
                    inWords(usable),
                    full ? ": Kafka and PostgreSQL stop when there is none" : ""),
            "An operator makes room there, or moves the data folder to a larger disk.",
            "platform"));
  }

  private static double usableBytes(Path path) {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  static String inWords(double bytes) {
    double gib = bytes / (1L << 30);
    return gib >= 1
        ? String.format(Locale.ROOT, "%.1f GiB", gib)
        : String.format(Locale.ROOT, "%.0f MiB", bytes / (1L << 20));
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    boolean full =
        settings.paths().stream()
            .mapToDouble(DiskWatch::usableBytes)
            .anyMatch(usable -> usable < settings.alarmBelow().toBytes());
    health.status(full ? Status.DOWN : Status.UP);
    settings.paths().forEach(path -> health.withDetail(path.toString(), (long) usableBytes(path)));
  }
}

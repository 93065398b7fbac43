package io.streamlation.control;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Every setting of ours, built once. application.yaml says what each means; all complaints are
 * listed together, and a key under {@code streamlation.} that is not here is refused.
 */
@Validated
@ConfigurationProperties(prefix = "streamlation", ignoreUnknownFields = false)
public record ControlSettings(
    @NotNull Path ownerTokenFile,
    @NotNull String uiDir,
    @NotNull String modelsDir,
    @NotEmpty List<@NotBlank String> packs,
    Set<String> allowSource,
    @NotEmpty Set<@Min(1) @Max(65_535) Integer> sourcePorts,
    Set<String> allowedOrigins,
    @NotNull @DurationMin(minutes = 1) Duration browserTokenLife,
    @NotNull @DurationMin(minutes = 1) Duration idempotencyLife,
    @Min(1_024) int maxBodyBytes,
    @NotNull @Valid Kafka kafka,
    @NotNull @Valid Live live,
    @NotNull @Valid Clips clips,
    @NotNull @Valid Disk disk,
    @NotNull @Valid Bridge bridge,
    @NotNull @Valid Push push,
    @NotNull @Valid Playout playout) {

  public ControlSettings {
    packs = packs == null ? List.of() : List.copyOf(packs);
    allowSource = allowSource == null ? Set.of() : Set.copyOf(allowSource);
    sourcePorts = sourcePorts == null ? Set.of() : Set.copyOf(sourcePorts);
    allowedOrigins = allowedOrigins == null ? Set.of() : Set.copyOf(allowedOrigins);
  }

  public record Kafka(
      @NotBlank String bootstrap,
      @NotBlank String group,
      @NotNull @DurationMin(millis = 1) Duration retryAfter) {}

  public record Live(
      @NotNull @DurationMin(seconds = 1) Duration heartbeat,
      @NotNull @DurationMin(millis = 100) Duration identifyWithin,
      @NotNull @DurationMin(seconds = 1) Duration ticketLife,
      @NotNull @DurationMin(seconds = 1) Duration sendTimeout,
      @NotNull @DurationMin(millis = 10) Duration tailEvery,
      @Min(1) int maxClients,
      @Min(1) int watchesPerClient,
      @Min(1) int partialsPerClient,
      @Min(1) int recentFinals,
      @Min(1) int snapshotCaptions,
      @Min(1) int replayLimit) {}

  public record Clips(@NotNull @DurationMin(minutes = 1) Duration keptFor) {}

  public record Disk(Set<Path> paths, @NotNull DataSize warnBelow, @NotNull DataSize alarmBelow) {
    public Disk {
      paths = paths == null ? Set.of() : Set.copyOf(paths);
    }
  }

  public record Push(
      @NotNull String secretFile,
      @NotNull String rtmpAddress,
      @NotNull String srtHost,
      @Min(1) @Max(65_535) int srtFirstPort,
      @Min(1) @Max(65_535) int srtLastPort) {}

  public record Playout(
      @NotNull @DurationMin(millis = 10) Duration every,
      @NotNull @DurationMin(seconds = 30) Duration window,
      @NotNull @DurationMin(minutes = 1) Duration keptFor,
      @NotNull @DurationMin(seconds = 1) Duration idleAfter,
      @NotNull String rehostFolder,
      @NotNull @DurationMin(seconds = 1) Duration rehostTarget,
      @NotNull @DurationMin(seconds = 1) Duration originEvery,
      Set<String> allowedOrigins,
      @NotNull @DurationMin(millis = 100) Duration longestWait,
      @Min(0) int mostWaiting) {
    public Playout {
      allowedOrigins = allowedOrigins == null ? Set.of() : Set.copyOf(allowedOrigins);
    }
  }

  public record Bridge(
      @NotBlank String group,
      @NotNull String probeUrl,
      @NotNull String probeSecretFile,
      @NotNull @DurationMin(seconds = 1) Duration probeWithin) {}

  /** Empty: no pages are served. */
  public Optional<Path> uiFolder() {
    return folder(uiDir);
  }

  /** Empty: no packs are installed. */
  public Optional<Path> modelsFolder() {
    return folder(modelsDir);
  }

  private static Optional<Path> folder(String setting) {
    return setting.isBlank() ? Optional.empty() : Optional.of(Path.of(setting).toAbsolutePath());
  }
}

package io.streamlation.flink.job;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier runs have left: {@code <dir>/<job id>/chk-<n>}, and {@code <dir>/savepoint-…} where
 * somebody asked for one.
 */
final class RetainedCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(RetainedCheckpoints.class);
  private static final Pattern JOB = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern CHECKPOINT = Pattern.compile("chk-\\d+");
  private static final Pattern SAVEPOINT = Pattern.compile("savepoint-[0-9a-f]+-[0-9a-f]+");
  private static final int JOBS_KEPT = 2;

  private static final Comparator<Path> NEWEST_FIRST =
      Comparator.comparing(RetainedCheckpoints::writtenAt).reversed();

  private final Path dir;

  RetainedCheckpoints(Path dir) {
    this.dir = dir;
  }

  /** Somebody asked for it, and it is theirs. */
  static boolean isSavepoint(Path place) {
    return SAVEPOINT.matcher(place.getFileName().toString()).matches();
  }

  /** The newest whose metadata can be read and whose files are all there. */
  Optional<Path> newestComplete() {
    return Stream.concat(checkpoints(), children(dir, SAVEPOINT).stream())
        .filter(place -> Files.isRegularFile(metadata(place)))
        .sorted(NEWEST_FIRST)
        .filter(RetainedCheckpoints::isComplete)
        .findFirst();
  }

  /** Throws away what runs before the last ones have left. */
  void forgetOldJobs() {
    Set<Path> kept =
        checkpoints()
            .filter(checkpoint -> Files.isRegularFile(metadata(checkpoint)))
            .sorted(NEWEST_FIRST)
            .map(Path::getParent)
            .distinct()
            .limit(JOBS_KEPT)
            .collect(Collectors.toSet());
    for (Path job : children(dir, JOB)) {
      if (!kept.contains(job)) {
        delete(job);
      }
    }
  }

  private Stream<Path> checkpoints() {
    return children(dir, JOB).stream().flatMap(job -> children(job, CHECKPOINT).stream());
  }

  private static boolean isComplete(Path checkpoint) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata(checkpoint))))) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(
              in, RetainedCheckpoints.class.getClassLoader(), checkpoint.toString());
      Optional<Path> missing = missingFile(metadata);
      missing.ifPresent(file -> LOG.warn("{} is passed over: {} is not there.", checkpoint, file));
      return missing.isEmpty();
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} is passed over: it cannot be read.", checkpoint, e);
      return false;
    }
  }

  private static Optional<Path> missingFile(CheckpointMetadata metadata) {
    return metadata.getOperatorStates().stream()
        .map(OperatorState::getStates)
        .flatMap(Collection::stream)
        .flatMap(RetainedCheckpoints::handles)
        .filter(StreamStateHandle.class::isInstance)
        .map(handle -> ((StreamStateHandle) handle).maybeGetPath())
        .flatMap(Optional::stream)
        .map(path -> Path.of(path.getPath()))
        .filter(path -> !Files.exists(path))
        .findFirst();
  }

  private static Stream<StateObject> handles(OperatorSubtaskState state) {
    return Stream.of(
            state.getManagedKeyedState(),
            state.getRawKeyedState(),
            state.getManagedOperatorState(),
            state.getRawOperatorState())
        .flatMap(Collection::stream);
  }

  private static Path metadata(Path checkpoint) {
    return checkpoint.resolve("_metadata");
  }

  private static FileTime writtenAt(Path checkpoint) {
    try {
      return Files.getLastModifiedTime(metadata(checkpoint));
    } catch (IOException e) {
      return FileTime.fromMillis(0); // it has just been thrown away
    }
  }

  private static List<Path> children(Path parent, Pattern name) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(child -> name.matcher(child.getFileName().toString()).matches())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoints.dir " + parent + " cannot be read", e);
    }
  }

  private static void delete(Path job) {
    try (Stream<Path> all = Files.walk(job)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("Old checkpoints in {} cannot be thrown away.", job, e);
    }
  }
}

package io.streamlation.flink.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetainedCheckpointsTest {
  private static final String JOB = "0123456789abcdef0123456789abcde";

  @TempDir Path dir;

  private Path checkpoint(int job, int number, int atSecond) throws IOException {
    return write(dir.resolve(JOB + job).resolve("chk-" + number), number, atSecond);
  }

  private static Path write(Path checkpoint, int number, int atSecond) throws IOException {
    Files.createDirectories(checkpoint);
    Path metadata = checkpoint.resolve("_metadata");
    try (var out = Files.newOutputStream(metadata)) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(), List.of()), out);
    }
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(1_000L * atSecond));
    return checkpoint;
  }

  @Test
  void findsTheNewestOfAnyJob() throws IOException {
    checkpoint(1, 9, 100);
    Path newest = checkpoint(2, 3, 200);
    checkpoint(2, 2, 190);
    assertThat(new RetainedCheckpoints(dir).newestComplete()).contains(newest);
  }

  @Test
  void goesOnFromASavepointThatIsNewer() throws IOException {
    checkpoint(1, 9, 100);
    Path savepoint = write(dir.resolve("savepoint-0123ab-45678cdef901"), 10, 200);
    assertThat(new RetainedCheckpoints(dir).newestComplete()).contains(savepoint);
    assertThat(RetainedCheckpoints.isSavepoint(savepoint)).isTrue();
    Path newer = checkpoint(2, 11, 300);
    assertThat(new RetainedCheckpoints(dir).newestComplete()).contains(newer);
    assertThat(RetainedCheckpoints.isSavepoint(newer)).isFalse();
  }

  @Test
  void passesOverWhatIsNotComplete() throws IOException {
    Path good = checkpoint(1, 1, 100);
    Files.createDirectories(dir.resolve(JOB + 1).resolve("chk-2"));
    Path damaged = checkpoint(1, 3, 300);
    Files.write(damaged.resolve("_metadata"), new byte[] {1, 2, 3});
    assertThat(new RetainedCheckpoints(dir).newestComplete()).contains(good);
  }

  @Test
  void findsNothingWhereNothingIs() {
    assertThat(new RetainedCheckpoints(dir.resolve("absent")).newestComplete()).isEmpty();
  }

  @Test
  void keepsTheLastTwoJobsAndWhatIsNotOurs() throws IOException {
    Path oldest = checkpoint(1, 1, 100);
    checkpoint(2, 1, 200);
    checkpoint(3, 1, 300);
    Path foreign = Files.createDirectory(dir.resolve("notes"));
    new RetainedCheckpoints(dir).forgetOldJobs();
    assertThat(oldest.getParent()).doesNotExist();
    assertThat(dir).isDirectoryContaining(path -> path.endsWith(JOB + 2));
    assertThat(dir).isDirectoryContaining(path -> path.endsWith(JOB + 3));
    assertThat(foreign).exists();
  }
}

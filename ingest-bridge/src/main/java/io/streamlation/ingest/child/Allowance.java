package io.streamlation.ingest.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a child may do beyond reading its input and writing its output.
 *
 * @param network whether it may open sockets; a decoder may not
 * @param writes the one folder it may write to
 * @param memoryBytes address space; the kernel refuses more
 * @param cpuTime processor time of its whole life; then the kernel ends it
 * @param fileBytes size of each file it writes
 * @param openFiles at once
 */
public record Allowance(
    boolean network,
    Optional<Path> writes,
    long memoryBytes,
    Duration cpuTime,
    long fileBytes,
    int openFiles) {
  private static final int FEW_FILES = 32;

  /** Input, output, memory and time: nothing else. */
  public static Allowance sealed(long memoryBytes, Duration cpuTime) {
    return new Allowance(false, Optional.empty(), memoryBytes, cpuTime, 0, FEW_FILES);
  }

  /** The same, and the network: for a child that receives. */
  public Allowance withNetwork() {
    return new Allowance(true, writes, memoryBytes, cpuTime, fileBytes, openFiles);
  }

  /** The same, and files of at most so many bytes in this folder. */
  public Allowance writing(Path folder, long fileBytesAtMost) {
    return new Allowance(
        network, Optional.of(folder), memoryBytes, cpuTime, fileBytesAtMost, openFiles);
  }
}

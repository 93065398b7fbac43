package io.streamlation.infra.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What {@code /proc} tells of processes, and signals to them. */
final class LinuxProcesses {
  private static final Path PROC = Path.of("/proc");

  private LinuxProcesses() {}

  /**
   * When the process began, in kernel ticks since boot: with the pid it names one process for good.
   * Empty when there is none, or only its not yet collected remains.
   */
  static OptionalLong startTicks(long pid) {
    List<String> fields = statAfterName(pid);
    return fields.isEmpty() || fields.get(0).equals("Z")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(fields.get(19)));
  }

  static boolean isAlive(long pid, long startTicks) {
    OptionalLong now = startTicks(pid);
    return now.isPresent() && now.getAsLong() == startTicks;
  }

  /** Resident memory in bytes; 0 when the process is gone. */
  static long residentBytes(long pid) {
    try {
      for (String line : Files.readAllLines(PROC.resolve(pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0; // gone between the look and the read
    }
    return 0;
  }

  /** Living processes of the session that {@code leader} opened (each component opens one). */
  static List<Long> inSessionOf(long leader) {
    List<Long> members = new ArrayList<>();
    try (DirectoryStream<Path> pids = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path p : pids) {
        long pid = Long.parseLong(p.getFileName().toString());
        List<String> fields = statAfterName(pid);
        if (!fields.isEmpty()
            && !fields.get(0).equals("Z")
            && Long.parseLong(fields.get(3)) == leader) {
          members.add(pid);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc cannot be read: is this Linux?", e);
    }
    return members;
  }

  /** Sends a signal; a process that is already gone is as good as one that obeys. */
  static void signal(String signal, long pid) {
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("cannot run sh to send " + signal + " to " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends every process of the session that {@code leader} opened, at once. */
  static void killSessionOf(long leader) {
    for (long pid : inSessionOf(leader)) {
      signal("KILL", pid);
    }
  }

  /**
   * Fields of {@code /proc/<pid>/stat} from the third (state) on; empty when there is no such
   * process.
   */
  private static List<String> statAfterName(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      // The second field is the name in brackets, and may hold blanks and brackets itself.
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
    } catch (IOException e) {
      return List.of();
    }
  }
}

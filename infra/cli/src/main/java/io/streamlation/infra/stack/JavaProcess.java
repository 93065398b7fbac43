package io.streamlation.infra.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The start line every Java process of the house shares. */
public final class JavaProcess {
  /**
   * For processes that carry and do not compute: the first compiler alone starts them with half the
   * work, and they never miss the second.
   */
  static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private JavaProcess() {}

  /** {@code java} with its flags and class path; the caller adds main class and arguments. */
  public static List<String> command(int heapMb, List<String> flags, String classPath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMb + "m");
    // Small heaps on few cores: the serial collector starts fastest and takes the least memory.
    command.add("-XX:+UseSerialGC");
    // A process without memory is better started again than half alive.
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Dfile.encoding=UTF-8");
    command.addAll(flags);
    command.add("-cp");
    command.add(classPath);
    return command;
  }

  /** {@code target/<name>.jar} and {@code target/lib/*} of a module. */
  public static String classPathOf(Path module) {
    Path target = module.resolve("target");
    return target.resolve(module.getFileName() + ".jar") + ":" + target.resolve("lib") + "/*";
  }
}

package io.streamlation.bulletin.air;

import io.streamlation.bulletin.BulletinException;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/**
 * The {@code ffmpeg} program that JavaCPP carries. Its libraries lie beside it, but those that its
 * libraries need in turn (libva, libdrm) are only found there when the loader is told so.
 */
public final class BundledFfmpeg {
  private BundledFfmpeg() {}

  /** A builder for {@code ffmpeg <arguments>}; the first call unpacks it, some two seconds. */
  public static ProcessBuilder command(List<String> arguments) {
    String program;
    try {
      program = Loader.load(ffmpeg.class);
    } catch (RuntimeException | LinkageError e) {
      throw new BulletinException(
          "the bundled ffmpeg does not unpack here; the channel runs on Linux x86-64 only", e);
    }
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .merge("LD_LIBRARY_PATH", new File(program).getParent(), (old, own) -> own + ":" + old);
    return builder;
  }
}

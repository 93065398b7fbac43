package io.streamlation.bench.peer;

import io.streamlation.bulletin.air.BundledFfmpeg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is sent: a television picture of little weight and stereo sound, made once, over and over.
 */
public record Programme(Path file) {
  public static final int SECONDS = 120;

  public static Programme in(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("programme-" + SECONDS + ".mp4");
    if (Files.exists(file)) {
      return new Programme(file);
    }
    Files.createDirectories(folder);
    Path unfinished = folder.resolve("programme.part.mp4");
    List<String> arguments =
        Stream.of(
                List.of("-loglevel", "error", "-nostdin", "-y", "-f", "lavfi", "-i"),
                List.of("anoisesrc=color=pink:seed=7:amplitude=0.3:r=48000:d=" + SECONDS),
                List.of("-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:d=" + SECONDS),
                List.of("-map", "1:v", "-map", "0:a", "-c:v", "libopenh264", "-b:v", "300k"),
                List.of("-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "128k"),
                List.of("-ac", "2", unfinished.toString()))
            .flatMap(List::stream)
            .toList();
    Process encoder = BundledFfmpeg.command(arguments).redirectErrorStream(true).start();
    String said = new String(encoder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (encoder.waitFor() != 0) {
      throw new IllegalStateException("the programme could not be made: " + said);
    }
    return new Programme(Files.move(unfinished, file));
  }

  /** A sender of it, in real time; nothing is encoded anew. */
  ProcessBuilder sentTo(String... output) {
    List<String> arguments = new ArrayList<>(List.of("-loglevel", "error", "-nostdin", "-y"));
    arguments.addAll(List.of("-re", "-stream_loop", "-1", "-i", file.toString(), "-c", "copy"));
    arguments.addAll(Arrays.asList(output));
    return BundledFfmpeg.command(arguments);
  }
}

package io.streamlation.ingest.support;

import io.streamlation.ingest.decode.DecoderProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Makes test media with the bundled FFmpeg: noise out of a seed, so that every moment sounds
 * different.
 */
public final class Studio {
  public static final DecoderProgram FFMPEG = bundled();

  private static final String SEEDED_NOISE = "anoisesrc=color=pink:seed=7:amplitude=0.5:r=%d:d=%d";

  private Studio() {}

  private static DecoderProgram bundled() {
    try {
      return DecoderProgram.bundled(1L << 30, Duration.ofMinutes(10), 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Segments as a packager would write them. */
  public record Recording(List<byte[]> segments, byte[] initialisation, double segmentSeconds) {}

  public static Recording transportStream(Path folder, int seconds, int rateHz) {
    return segments(folder, seconds, rateHz, "ts", List.of("-f", "hls"));
  }

  public static Recording transportStreamFrom(Path folder, int seconds, double firstStampSeconds) {
    return segments(
        folder,
        seconds,
        48_000,
        "ts",
        List.of("-output_ts_offset", Double.toString(firstStampSeconds), "-f", "hls"));
  }

  public static Recording fragmentedMp4(Path folder, int seconds) {
    return fragmentedMp4(folder, seconds, 48_000);
  }

  public static Recording fragmentedMp4(Path folder, int seconds, int rateHz) {
    return segments(
        folder, seconds, rateHz, "m4s", List.of("-f", "hls", "-hls_segment_type", "fmp4"));
  }

  /**
   * Drawn sound, a formula a channel, in segments of 6 s.
   *
   * @param layout as FFmpeg calls it
   * @param formulas what each channel holds at time {@code t}, joined by {@code |}
   */
  public static Recording drawn(
      Path folder,
      String extension,
      String codec,
      int rateHz,
      String layout,
      String formulas,
      int seconds) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "aevalsrc=exprs=" + formulas + ":c=" + layout + ":s=" + rateHz + ":d=" + seconds));
    arguments.addAll(List.of("-c:a", codec, "-f", "hls", "-hls_time", "6"));
    if (extension.equals("m4s")) {
      arguments.addAll(List.of("-hls_segment_type", "fmp4"));
    }
    return packaged(folder, extension, arguments, 6.0);
  }

  private static Recording segments(
      Path folder, int seconds, int rateHz, String extension, List<String> format) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", String.format(SEEDED_NOISE, rateHz, seconds)));
    arguments.addAll(
        List.of("-f", "lavfi", "-i", "testsrc=size=160x90:rate=25:duration=" + seconds));
    arguments.addAll(List.of("-map", "0:a", "-map", "1:v", "-c:a", "aac", "-b:a", "64k"));
    // Substituted noise comes out of each decoder differently.
    arguments.addAll(List.of("-aac_pns", "0"));
    arguments.addAll(List.of("-c:v", "mpeg2video", "-g", "50"));
    arguments.addAll(format);
    arguments.addAll(List.of("-hls_time", "2"));
    return packaged(folder, extension, arguments, 2.0);
  }

  private static Recording packaged(
      Path folder, String extension, List<String> arguments, double segmentSeconds) {
    arguments.addAll(List.of("-hls_list_size", "0"));
    arguments.addAll(
        List.of("-hls_segment_filename", folder.resolve("%d." + extension).toString()));
    arguments.add(folder.resolve("list.m3u8").toString());
    ffmpeg(arguments);
    int count =
        (int)
            IntStream.iterate(0, i -> i + 1)
                .takeWhile(i -> Files.exists(folder.resolve(i + "." + extension)))
                .count();
    List<byte[]> files =
        IntStream.range(0, count).mapToObj(i -> read(folder.resolve(i + "." + extension))).toList();
    Path init = folder.resolve("init.mp4");
    return new Recording(files, Files.exists(init) ? read(init) : new byte[0], segmentSeconds);
  }

  /**
   * The same noise twice in one container, in English and, much softer, in German; its name chooses
   * the format, and {@code .m3u8} segments of 2 s beside it.
   */
  public static void twoSounds(Path folder, String name, int seconds, List<String> packaging) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", String.format(SEEDED_NOISE, 48_000, seconds)));
    arguments.addAll(List.of("-map", "0:a", "-map", "0:a", "-filter:a:1", "volume=0.1"));
    arguments.addAll(List.of("-metadata:s:a:0", "language=eng"));
    arguments.addAll(List.of("-metadata:s:a:1", "language=deu", "-c:a", "aac"));
    arguments.addAll(packaging);
    arguments.add(folder.resolve(name).toString());
    ffmpeg(arguments);
  }

  /**
   * The same noise as {@code live.mpd} and its segments of 2 s, beside a picture; with tags, a
   * second sound, much softer, beside it.
   *
   * @param packaging how FFmpeg's packager is to write it
   * @param tags of the streams
   */
  public static void dash(Path folder, int seconds, List<String> packaging, List<String> tags) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", String.format(SEEDED_NOISE, 48_000, seconds)));
    arguments.addAll(
        List.of("-f", "lavfi", "-i", "testsrc=size=160x90:rate=25:duration=" + seconds));
    arguments.addAll(List.of("-map", "1:v", "-map", "0:a"));
    if (!tags.isEmpty()) {
      arguments.addAll(List.of("-map", "0:a", "-filter:a:1", "volume=0.1"));
    }
    arguments.addAll(List.of("-c:a", "aac", "-b:a", "64k", "-c:v", "mpeg4", "-g", "50"));
    arguments.addAll(tags);
    arguments.addAll(List.of("-f", "dash", "-seg_duration", "2"));
    arguments.addAll(packaging);
    arguments.add(folder.resolve("live.mpd").toString());
    ffmpeg(arguments);
  }

  /** The same noise in one file; its extension chooses the format. */
  public static Path file(Path folder, String name, int seconds) {
    Path file = folder.resolve(name);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", String.format(SEEDED_NOISE, 48_000, seconds)));
    arguments.add(file.toString());
    ffmpeg(arguments);
    return file;
  }

  /** The same noise so many times over, each a track of its own. */
  public static Path manyTracks(Path folder, String name, int tracks) {
    Path file = folder.resolve(name);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", String.format(SEEDED_NOISE, 8_000, 1)));
    for (int i = 0; i < tracks; i++) {
      arguments.addAll(List.of("-map", "0:a"));
    }
    arguments.addAll(List.of("-c:a", "pcm_s16le", file.toString()));
    ffmpeg(arguments);
    return file;
  }

  /** The same noise with a rate and a number of channels of its own, in ADTS. */
  public static byte[] adts(Path folder, int seconds, int rateHz, int channels) {
    Path file = folder.resolve(rateHz + "-" + channels + ".aac");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", String.format(SEEDED_NOISE, rateHz, seconds)));
    arguments.addAll(List.of("-ac", Integer.toString(channels), file.toString()));
    ffmpeg(arguments);
    return read(file);
  }

  /** {@link Programme} in segments of 2 s. */
  public static Recording programme(Path folder, int seconds, String extension, String... format) {
    List<String> arguments = new ArrayList<>(Programme.inputs(List.of("-t", "" + seconds)));
    arguments.addAll(Programme.CODED);
    arguments.addAll(List.of("-f", "hls", "-hls_time", "2"));
    arguments.addAll(List.of(format));
    return packaged(folder, extension, arguments, 2.0);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets FFmpeg do something; what it wrote to its standard output. */
  public static byte[] ffmpeg(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(FFMPEG.child().file().toString());
    command.addAll(List.of("-hide_banner", "-nostdin", "-y", "-loglevel", "error"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LD_LIBRARY_PATH", FFMPEG.child().file().getParent().toString());
    try {
      Path said = Files.createTempFile("studio", ".log");
      Process process = builder.redirectError(said.toFile()).start();
      byte[] written = process.getInputStream().readAllBytes();
      if (!process.waitFor(180, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException("the studio failed: " + Files.readString(said));
      }
      Files.delete(said);
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

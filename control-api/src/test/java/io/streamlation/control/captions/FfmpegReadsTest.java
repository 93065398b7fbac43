package io.streamlation.control.captions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FFmpeg, which nobody here wrote, reads what it knows: SubRip and WebVTT. (It writes TTML and
 * cannot read it.)
 */
class FfmpegReadsTest {
  private static final List<Cue> CUES =
      List.of(
          new Cue("s.1.0.0", 0, 1_500, List.of("Hello,", "world."), "Hello, world.", "en", ""),
          new Cue("s.1.1.0", 1_500, 2_500, List.of(), "a --> b", "en", ""),
          new Cue("s.1.2.0", 2_500, 3_000, List.of(), "1 < 2 & 3 > 2", "en", ""),
          new Cue("s.1.3.0", 3_000, 3_000, List.of(), "\n\none\u0000\n\nmoment\u202e", "en", ""),
          new Cue("s.1.4.0", 3_723_004, 3_725_999, List.of(), "مرحبا", "ar", ""));

  @TempDir Path folder;

  private List<String> read(CueFormat format) throws IOException, InterruptedException {
    StringWriter file = new StringWriter();
    Exported about = new Exported("s", "en", "en");
    format.head(file, about);
    long number = 1;
    for (Cue cue : CUES) {
      format.writeCue(file, cue, number++, about);
    }
    format.tail(file);
    Path in = Files.writeString(folder.resolve("captions." + format.extension()), file.toString());
    Path out = folder.resolve("read-by-ffmpeg.srt");
    Path said = folder.resolve("said");
    String ffmpeg = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
    Process process =
        new ProcessBuilder(
                ffmpeg,
                "-y",
                "-nostdin",
                "-loglevel",
                "warning",
                "-i",
                in.toString(),
                out.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(said)).isEmpty();
    assertThat(process.exitValue()).isZero();
    return List.of(Files.readString(out, StandardCharsets.UTF_8).strip().split("\n\n"));
  }

  @Test
  void subRip() throws Exception {
    assertThat(read(CueFormat.SRT))
        .containsExactly(
            "1\n00:00:00,000 --> 00:00:01,500\nHello,\nworld.",
            "2\n00:00:01,500 --> 00:00:02,500\na → b",
            "3\n00:00:02,500 --> 00:00:03,000\n1 < 2 & 3 > 2",
            "4\n00:00:03,000 --> 00:00:03,001\none\nmoment",
            "5\n01:02:03,004 --> 01:02:05,999\nمرحبا");
  }

  @Test
  void webVtt() throws Exception {
    assertThat(read(CueFormat.VTT))
        .containsExactly(
            "1\n00:00:00,000 --> 00:00:01,500\nHello,\nworld.",
            "2\n00:00:01,500 --> 00:00:02,500\na --> b",
            "3\n00:00:02,500 --> 00:00:03,000\n1 < 2 & 3 > 2",
            "4\n00:00:03,000 --> 00:00:03,001\none\nmoment",
            "5\n01:02:03,004 --> 01:02:05,999\nمرحبا");
  }
}

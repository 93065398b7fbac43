package io.streamlation.ingest.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.SourceSegment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Plays what was re-hosted, and judges it against the {@link Programme}. */
public final class Screen {
  /** A frame of picture is 40 ms: the beep must lie in the frame that flashes. */
  private static final long APART_SAMPLES = 320; // 20 ms

  private final Path folder;
  private final Path scratch;

  /**
   * @param folder the session's, in the store
   */
  public Screen(Path folder, Path scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /** Without a hole on the session's line, numbered, and as the store has them. */
  public void assertTiles(List<SourceSegment> segments) throws IOException {
    SourceSegment before = null;
    for (SourceSegment segment : segments) {
      SourceSegment.Rehosted rehosted = segment.getRehosted();
      assertThat(Files.size(folder.resolve(rehosted.getName()))).isEqualTo(rehosted.getSizeBytes());
      assertThat(folder.resolve(rehosted.getInitialisation())).exists();
      if (before != null) {
        assertThat(segment.getMediaSequence()).isEqualTo(before.getMediaSequence() + 1);
        assertThat(sessionSample(segment))
            .as("where segment %s begins", segment.getMediaSequence())
            .isCloseTo(sessionSample(before) + before.getDurationSamples(), offset(2L));
      }
      before = segment;
    }
  }

  public static long sessionSample(SourceSegment segment) {
    return segment.getEpochOffsetSamples() + segment.getStartSample();
  }

  /**
   * Each flash on the screen lies where its beep lies in the sound that was published.
   *
   * @return how many were compared
   */
  public int assertInStep(List<SourceSegment> segments, List<AudioFrame> frames)
      throws IOException {
    List<Long> beeps = Programme.beeps(Desk.sound(frames));
    int compared = 0;
    for (SourceSegment segment : segments) {
      Path whole = scratch.resolve("one.mp4");
      Files.write(whole, bytes(List.of(segment)));
      boolean[] white = Programme.flashes(whole.toString());
      assertThat((long) white.length * Programme.FRAME_SAMPLES)
          .as("pictures of segment %s", segment.getMediaSequence())
          .isCloseTo(segment.getDurationSamples(), offset(2L * Programme.FRAME_SAMPLES));
      for (int frame = 0; frame < white.length; frame++) {
        if (!white[frame]) {
          continue;
        }
        long flash = segment.getStartSample() + (long) frame * Programme.FRAME_SAMPLES;
        long nearest =
            beeps.stream()
                .min((a, b) -> Long.compare(Math.abs(a - flash), Math.abs(b - flash)))
                .orElseThrow();
        assertThat(flash - nearest)
            .as(
                "flash at sample %s, frame %s of segment %s; beeps at %s",
                flash, frame, segment.getMediaSequence(), beeps)
            .isBetween(-APART_SAMPLES, APART_SAMPLES);
        compared++;
      }
    }
    return compared;
  }

  private byte[] bytes(List<SourceSegment> section) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    SourceSegment.Rehosted first = section.get(0).getRehosted();
    all.write(Files.readAllBytes(folder.resolve(first.getInitialisation())));
    for (SourceSegment segment : section) {
      all.write(Files.readAllBytes(folder.resolve(segment.getRehosted().getName())));
    }
    return all.toByteArray();
  }

  /** Every frame of picture and sound is there, bit for bit, but for what lies at the edges. */
  public void assertCopied(List<SourceSegment> section, Path source, String soundFilter)
      throws IOException {
    Path whole = scratch.resolve("section.mp4");
    Files.write(whole, bytes(section));
    String slices = "h264_mp4toannexb,filter_units=pass_types=1-5";
    assertInside(
        hashes(whole, "v", List.of("-bsf:v", slices)),
        hashes(source, "v", List.of("-bsf:v", slices)),
        2 * 50);
    assertInside(
        hashes(whole, "a", List.of()), hashes(source, "a", List.of("-bsf:a", soundFilter)), 100);
  }

  private static void assertInside(List<String> copied, List<String> all, int mostMissing) {
    int missing = all.size() - copied.size();
    assertThat(missing).as("packets at the edges").isBetween(0, mostMissing);
    int best = 0;
    for (int from = 0; from <= missing; from++) {
      int same = 0;
      while (same < copied.size() && copied.get(same).equals(all.get(from + same))) {
        same++;
      }
      best = Math.max(best, same);
    }
    assertThat(best).as("packets copied bit for bit").isEqualTo(copied.size());
  }

  /** Of each packet. */
  private static List<String> hashes(Path file, String kind, List<String> filter) {
    List<String> arguments = new ArrayList<>(List.of("-i", file.toString(), "-map", "0:" + kind));
    arguments.addAll(List.of("-c", "copy"));
    arguments.addAll(filter);
    arguments.addAll(List.of("-f", "framemd5", "pipe:1"));
    return Arrays.stream(new String(Studio.ffmpeg(arguments)).split("\n"))
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(",")[5].strip())
        .toList();
  }

  /** As a playlist would list them; FFmpeg plays all of it. */
  public void assertPlays(List<SourceSegment> segments) throws IOException {
    StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:9\n");
    long section = -1;
    for (SourceSegment segment : segments) {
      if (segment.getDiscontinuitySequence() != section) {
        list.append(section < 0 ? "" : "#EXT-X-DISCONTINUITY\n");
        list.append("#EXT-X-MAP:URI=\"" + segment.getRehosted().getInitialisation() + "\"\n");
        section = segment.getDiscontinuitySequence();
      }
      double seconds = segment.getDurationSamples() / 16_000.0;
      list.append(String.format(Locale.ROOT, "#EXTINF:%.5f,%n", seconds));
      list.append(segment.getRehosted().getName()).append('\n');
    }
    Path playlist = folder.resolve("played.m3u8");
    Files.writeString(playlist, list.append("#EXT-X-ENDLIST\n"));
    List<String> arguments = new ArrayList<>(List.of("-xerror", "-extension_picky", "0"));
    arguments.addAll(List.of("-i", playlist.toString(), "-map", "0:v", "-map", "0:a"));
    // What its clock does at a border is FFmpeg's affair: every frame counts.
    arguments.addAll(List.of("-fps_mode", "passthrough", "-f", "framemd5", "pipe:1"));
    String played = new String(Studio.ffmpeg(arguments));
    Files.delete(playlist);
    long pictures = played.lines().filter(line -> line.startsWith("0,")).count();
    long expected = segments.stream().mapToLong(SourceSegment::getDurationSamples).sum() / 640;
    assertThat(pictures).isCloseTo(expected, offset(3L));
  }
}

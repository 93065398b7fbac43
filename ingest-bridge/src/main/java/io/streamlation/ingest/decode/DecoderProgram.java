package io.streamlation.ingest.decode;

import io.streamlation.ingest.child.Allowance;
import io.streamlation.ingest.child.ChildProgram;
import io.streamlation.ingest.child.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * The bundled {@code ffmpeg} and how it is told to behave: read one pipe or one open file, open no
 * other protocol, no picture decoder, one thread, write PCM and nothing else.
 *
 * @param child where it lies, and its libraries
 * @param sandbox holds what it decodes in
 * @param memoryBytes address space a child may use; the kernel refuses more
 * @param cpuTime processor time a child may use in its life
 * @param mostStreams of one container that are looked at
 */
public record DecoderProgram(
    ChildProgram child, Sandbox sandbox, long memoryBytes, Duration cpuTime, int mostStreams) {
  private static final String CODECS =
      "aac,aac_latm,mp2,mp2float,mp3,mp3float,ac3,eac3,opus,libopus,vorbis,flac,alac,"
          + "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_u8,pcm_alaw,pcm_mulaw";
  private static final String FORMATS =
      "mpegts,mov,aac,mp3,ac3,eac3,wav,w64,flac,ogg,matroska,aiff,au,caf";

  /** A receiver that ends takes its connection along: it may live much longer than a decoder. */
  private static final int RECEIVER_LIVES = 24;

  /** Where a packager lays the beginning of a file. */
  public static final Duration FILE_BEGINS_AT = Duration.ofSeconds(10);

  /** So much of a sound alone is one fragment. */
  private static final String LONE_SOUND_US = "250000";

  private static final String FRAGMENTED =
      "frag_keyframe+empty_moov+delay_moov+default_base_moof+frag_discont+negative_cts_offsets";

  /** A look decodes two seconds. */
  private static final Duration PROBE_CPU_TIME = Duration.ofSeconds(10);

  /**
   * Unpacks the bundled program, once for each version, into the user's cache, and finds out what
   * this machine can hold it in.
   */
  public static DecoderProgram bundled(long memoryBytes, Duration cpuTime, int mostStreams)
      throws IOException {
    Path file = Path.of(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class));
    ChildProgram child =
        ChildProgram.of(file, Map.of("LD_LIBRARY_PATH", file.getParent().toString()));
    Sandbox sandbox = Sandbox.strongest(child, "-version");
    return new DecoderProgram(child, sandbox, memoryBytes, cpuTime, mostStreams);
  }

  Process start(List<String> arguments, Optional<Path> input) throws IOException {
    return sandbox.start(child, arguments, Allowance.sealed(memoryBytes, cpuTime), input, false);
  }

  Process startProbe(List<String> arguments, Optional<Path> input) throws IOException {
    return sandbox.start(
        child, arguments, Allowance.sealed(memoryBytes, PROBE_CPU_TIME), input, true);
  }

  /**
   * For segments, fed on standard input.
   *
   * @param map which of its sounds, as FFmpeg names it
   * @param leadInUs how much of the beginning is left out, so that resampling begins on the grid of
   *     the {@link io.streamlation.ingest.frame.MediaClock}
   */
  List<String> commandForSegments(String format, String map, int probeBytes, long leadInUs) {
    List<String> input = new ArrayList<>();
    input.addAll(List.of("-protocol_whitelist", "pipe"));
    input.addAll(List.of("-probesize", Integer.toString(probeBytes)));
    if (format.equals("mov")) {
      // An edit list would cut the encoder's priming off the first segment only.
      input.addAll(List.of("-ignore_editlist", "1"));
    }
    input.addAll(List.of("-f", format, "-i", "pipe:0"));
    if (leadInUs > 0) {
      String trim = String.format(Locale.ROOT, "atrim=start=%dus", leadInUs);
      // Of a file with a picture, time zero may be the picture's.
      input.addAll(List.of("-af", format.equals("mov") ? "asetpts=PTS-STARTPTS," + trim : trim));
    }
    return command(input, map);
  }

  /** For a file, open as standard input: it may be searched in, but no name can be opened. */
  List<String> commandForFile(String map) {
    return command(List.of("-protocol_whitelist", "fd", "-fd", "0", "-i", "fd:"), map);
  }

  /** For a look at a file, open as standard input: says what there is. */
  List<String> commandForLook() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "info", "-threads", "1"));
    command.addAll(List.of("-codec_whitelist", CODECS, "-format_whitelist", FORMATS));
    command.addAll(List.of("-max_streams", Integer.toString(mostStreams)));
    command.addAll(List.of("-protocol_whitelist", "fd", "-fd", "0", "-i", "fd:"));
    return command;
  }

  /**
   * For a look: says what there is, decodes the beginning of one sound and throws it away.
   *
   * @param file open as standard input, and not a segment that is fed
   */
  List<String> commandForProbe(boolean file, String map) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("-hide_banner", "-nostdin", "-nostats", "-loglevel", "info", "-threads", "1"));
    command.addAll(List.of("-codec_whitelist", CODECS, "-format_whitelist", FORMATS));
    command.addAll(List.of("-max_streams", Integer.toString(mostStreams)));
    command.addAll(
        file
            ? List.of("-protocol_whitelist", "fd", "-fd", "0", "-i", "fd:")
            : List.of("-protocol_whitelist", "pipe", "-i", "pipe:0"));
    command.addAll(List.of("-map", map, "-t", "2", "-f", "null", "-"));
    return command;
  }

  /**
   * Starts a child that receives a stream and passes it on undecoded. Of the network it is told one
   * port on loopback.
   *
   * @param arguments which protocol and formats it may open, what it reads, and how it writes
   */
  public Process startReceiver(List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "repeat+error"));
    all.addAll(List.of("-codec_whitelist", CODECS));
    all.addAll(List.of("-max_streams", Integer.toString(mostStreams)));
    all.addAll(arguments);
    Allowance allowance =
        Allowance.sealed(memoryBytes, cpuTime.multipliedBy(RECEIVER_LIVES)).withNetwork();
    return sandbox.start(child, all, allowance, Optional.empty(), false);
  }

  /**
   * Starts a child that puts one picture and one sound, fed on standard input (or a file, open as
   * that), into fragmented MP4, a fragment for each key frame, with the stamps they came with. The
   * picture is copied, and so is the sound if it fits.
   */
  public Process startPackager(Picture picture, Optional<Path> file) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "repeat+error", "-threads", "1"));
    all.addAll(List.of("-codec_whitelist", CODECS, "-format_whitelist", FORMATS));
    all.addAll(List.of("-max_streams", Integer.toString(mostStreams), "-fpsprobesize", "0"));
    if (file.isPresent()) {
      // From the file's own beginning, as the decoder counts; ten seconds later, so that nothing
      // that is decoded before it is shown lies before zero.
      all.addAll(List.of("-protocol_whitelist", "fd", "-fd", "0", "-i", "fd:"));
      all.addAll(List.of("-output_ts_offset", Long.toString(FILE_BEGINS_AT.toSeconds())));
    } else {
      // What it is fed begins with a key frame. More than a second, and it looks for ever.
      all.addAll(List.of("-analyzeduration", "300000", "-probesize", "5000000"));
      all.addAll(List.of("-protocol_whitelist", "pipe", "-copyts"));
      all.addAll(List.of("-f", picture.format(), "-i", "pipe:0"));
    }
    all.addAll(List.of("-map", picture.videoMap(), "-map", picture.soundMap()));
    all.addAll(pictureCopied(picture.isHevc()));
    all.addAll(sound(picture.soundFits(), picture.format().equals("mpegts")));
    return startPackager(all, file);
  }

  /**
   * The same of a picture, or of a sound, that lies in segments of its own. Neither counts its edit
   * list, as the decoder does not.
   */
  public Process startPackager(LoneTrack track, boolean isPicture) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "repeat+error", "-threads", "1"));
    all.addAll(List.of("-codec_whitelist", CODECS, "-format_whitelist", FORMATS));
    all.addAll(List.of("-max_streams", Integer.toString(mostStreams), "-fpsprobesize", "0"));
    all.addAll(List.of("-analyzeduration", "300000", "-probesize", "5000000"));
    all.addAll(List.of("-protocol_whitelist", "pipe", "-copyts"));
    if (track.format().equals("mov")) {
      all.addAll(List.of("-ignore_editlist", "1"));
    }
    all.addAll(List.of("-f", track.format(), "-i", "pipe:0", "-map", track.map()));
    if (isPicture) {
      all.addAll(pictureCopied(track.isHevc()));
    } else {
      all.addAll(sound(track.fits(), !track.format().equals("mov")));
      all.addAll(List.of("-frag_duration", LONE_SOUND_US));
    }
    return startPackager(all, Optional.empty());
  }

  private static List<String> pictureCopied(boolean hevc) {
    // hvc1 is the only one that Apple's players take.
    return hevc ? List.of("-c:v", "copy", "-tag:v", "hvc1") : List.of("-c:v", "copy");
  }

  private static List<String> sound(boolean fits, boolean adts) {
    if (!fits) {
      return List.of("-c:a", "aac", "-b:a", "128k");
    }
    return adts ? List.of("-c:a", "copy", "-bsf:a", "aac_adtstoasc") : List.of("-c:a", "copy");
  }

  private Process startPackager(List<String> all, Optional<Path> file) throws IOException {
    all.addAll(List.of("-video_track_timescale", "90000", "-use_editlist", "0"));
    all.addAll(List.of("-avoid_negative_ts", "disabled", "-map_metadata", "-1"));
    all.addAll(List.of("-movflags", FRAGMENTED, "-flush_packets", "1", "-f", "mp4", "pipe:1"));
    Allowance allowance = Allowance.sealed(memoryBytes, cpuTime.multipliedBy(RECEIVER_LIVES));
    return sandbox.start(child, all, allowance, file, false);
  }

  private List<String> command(List<String> input, String map) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "-hide_banner",
            "-nostdin",
            "-loglevel",
            "repeat+error",
            "-threads",
            "1",
            "-codec_whitelist",
            CODECS,
            "-format_whitelist",
            FORMATS,
            "-max_streams",
            Integer.toString(mostStreams)));
    command.addAll(input);
    command.addAll(
        List.of(
            "-map",
            map,
            "-filter_threads",
            "1",
            "-ac",
            "1",
            "-ar",
            "16000",
            "-c:a",
            "pcm_s16le",
            "-flush_packets",
            "1",
            "-f",
            "flv",
            "-flvflags",
            "no_duration_filesize",
            "pipe:1"));
    return command;
  }
}

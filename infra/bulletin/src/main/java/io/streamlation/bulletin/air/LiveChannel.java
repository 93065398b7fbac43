package io.streamlation.bulletin.air;

import io.streamlation.bulletin.BulletinException;
import io.streamlation.bulletin.Progress;
import io.streamlation.bulletin.script.Bulletin;
import io.streamlation.bulletin.script.TimeLine;
import io.streamlation.bulletin.sound.BulletinTape;
import io.streamlation.bulletin.sound.ESpeak;
import io.streamlation.bulletin.sound.Passage;
import io.streamlation.bulletin.sound.Sound;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A bulletin on air: one live HLS channel on loopback, in real time, from {@link #start} to {@link
 * #close}. Picture: a test pattern with a running clock and a white flash with each beep.
 */
public final class LiveChannel implements AutoCloseable {
  private static final String MASTER_PLAYLIST = "master.m3u8";
  private static final String MEDIA_PLAYLIST = SegmentOrigin.LIST;
  private static final String FRAMES_PER_SECOND = "25/2"; // 10 s is a whole number of frames
  private static final int FLASH_FRAMES = 3; // 240 ms
  private static final int FRAME_MS = 80;
  private static final int PASSAGES_AHEAD = 2; // some 30 s
  private static final Duration FIRST_SEGMENT_LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final boolean ownFolder;
  private final SegmentOrigin origin;
  private final Process encoder;
  private final Path encoderLog;
  private final BulletinTape tape;
  private final BlockingQueue<Optional<Passage>> ahead = new ArrayBlockingQueue<>(PASSAGES_AHEAD);
  private final Thread composing;
  private final Thread playing;
  private volatile BulletinException trouble;
  private volatile boolean closed;
  private long onAirSinceEpochMs;

  /**
   * Goes on air; returns when the first segment can be fetched.
   *
   * @throws BulletinException if a program is missing, the port is taken or the encoder fails
   */
  public static LiveChannel start(ChannelSettings settings, Progress progress) {
    progress.at("putting the bulletin on air", 0);
    new ESpeak().version(); // its absence is told before anything else is started
    LiveChannel channel;
    try {
      channel = new LiveChannel(settings);
    } catch (IOException e) {
      throw new BulletinException("the channel's folder or encoder cannot be had: " + e, e);
    }
    try {
      channel.awaitFirstSegment(progress);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
    return channel;
  }

  private LiveChannel(ChannelSettings settings) throws IOException {
    ownFolder = settings.folder().isEmpty();
    folder =
        ownFolder
            ? Files.createTempDirectory("bulletin-")
            : Files.createDirectories(settings.folder().get());
    removeChannelFiles();
    encoderLog = folder.resolve("encoder.log");
    origin = new SegmentOrigin(folder, settings.port(), settings.shownOfAll());
    tape =
        settings
            .length()
            .map(length -> BulletinTape.ofLength(settings.seed(), length, new ESpeak()))
            .orElseGet(() -> BulletinTape.endless(settings.seed(), new ESpeak()));
    try {
      // The encoder's clock runs from its start: the first sound must be waiting for it.
      ahead.add(tape.next());
      encoder =
          BundledFfmpeg.command(encoding(settings))
              .directory(folder.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(encoderLog.toFile())
              .start();
    } catch (IOException | RuntimeException e) {
      origin.close();
      throw e;
    }
    composing = daemon("bulletin-composing", this::compose);
    playing = daemon("bulletin-playing", this::play);
    composing.start();
    playing.start();
  }

  /** The address to give to a listener: a multivariant playlist with one variant. */
  public String playlistUrl() {
    return "http://%s/%s".formatted(address(), MASTER_PLAYLIST);
  }

  /** The variant's own playlist. */
  public String mediaPlaylistUrl() {
    return "http://%s/%s".formatted(address(), MEDIA_PLAYLIST);
  }

  /** Everything since the first segment, whatever the channel's own list shows; never at fault. */
  public String archiveUrl() {
    return "http://%s/%s".formatted(address(), SegmentOrigin.ARCHIVE);
  }

  /** {@code host:port} of the origin, as an address check wants it named. */
  public String address() {
    return "127.0.0.1:" + origin.port();
  }

  /**
   * The wall-clock moment of the bulletin's media time zero, as the playlist's program date-time
   * tells it to listeners: add a script time to it to know when that is heard. A segment's date is
   * exact for its first picture; its first sound, cut in AAC frames, lies up to 21 ms after that,
   * and in the very first segment 21 ms before it.
   */
  public long onAirSinceEpochMs() {
    return onAirSinceEpochMs;
  }

  /** The script as far as it is composed, which is a little ahead of the air. */
  public Bulletin script() {
    return tape.script();
  }

  /** False once a bulletin of limited length has ended, or the channel has failed or was closed. */
  public boolean isOnAir() {
    return encoder.isAlive();
  }

  /** What took the channel off the air before its time, if anything did. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble).map(Throwable::getMessage);
  }

  /** For tests: the next so many requests are answered with this HTTP status. */
  public void failNext(int requests, int status) {
    origin.failNext(requests, status);
  }

  /** For tests: for so long the origin takes requests and does not answer them. */
  public void stall(Duration duration) {
    origin.stall(duration);
  }

  /** For tests: for so long the origin takes connections and says nothing on them, ever. */
  public void blackHole(Duration duration) {
    origin.blackHole(duration);
  }

  /** For tests: the list stays as it is until {@link #behave}, though the encoder goes on. */
  public void freezePlaylist() {
    reading(origin::freeze);
  }

  /**
   * For tests: the next so many segments are listed, and answered with 404 until {@link #behave}.
   */
  public void loseNextSegments(int segments) {
    reading(() -> origin.loseNext(segments));
  }

  /** For tests: the list says that the stream is over, until {@link #behave}. */
  public void endPlaylist() {
    origin.end();
  }

  /** For tests: the origin is a good one again. */
  public void behave() {
    origin.behave();
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void reading(Reading work) {
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException("the channel's playlist cannot be read", e);
    }
  }

  /** Goes off the air. No process, thread or folder of its own is left. */
  @Override
  public void close() {
    closed = true;
    composing.interrupt();
    playing.interrupt();
    encoder.destroy();
    boolean interrupted = false;
    try {
      if (!encoder.waitFor(3, TimeUnit.SECONDS)) {
        encoder.destroyForcibly().waitFor();
      }
      composing.join(Duration.ofSeconds(3).toMillis());
      playing.join(Duration.ofSeconds(3).toMillis());
    } catch (InterruptedException e) {
      encoder.destroyForcibly();
      interrupted = true;
    }
    origin.close();
    if (ownFolder) {
      try {
        removeChannelFiles();
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        throw new UncheckedIOException("the channel's folder " + folder + " stays behind", e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void compose() {
    try {
      Optional<Passage> passage;
      do {
        passage = tape.next();
        ahead.put(passage);
      } while (passage.isPresent());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BulletinException e) {
      if (!closed) {
        fail(e);
      }
    }
  }

  /** The encoder reads at the pace of real time, and the pipe holds this thread to it. */
  private void play() {
    try (OutputStream sound = encoder.getOutputStream()) {
      for (Optional<Passage> passage = ahead.take(); passage.isPresent(); passage = ahead.take()) {
        sound.write(passage.get().bytes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      if (!closed) {
        fail(new BulletinException("the encoder stopped: " + encoderLogTail(), e));
      }
    }
  }

  private void fail(BulletinException e) {
    trouble = e;
    encoder.destroy();
    playing.interrupt();
  }

  private void awaitFirstSegment(Progress progress) {
    long limitNanos = System.nanoTime() + FIRST_SEGMENT_LIMIT.toNanos();
    Path master = folder.resolve(MASTER_PLAYLIST);
    Path media = folder.resolve(MEDIA_PLAYLIST);
    try {
      while (!(Files.exists(master) && Files.exists(media))) {
        if (trouble != null) {
          throw trouble;
        }
        if (!encoder.isAlive()) {
          throw new BulletinException("the encoder ended at once: " + encoderLogTail());
        }
        if (System.nanoTime() > limitNanos) {
          throw new BulletinException(
              "the encoder made no segment within %d s: %s"
                  .formatted(FIRST_SEGMENT_LIMIT.toSeconds(), encoderLogTail()));
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
      onAirSinceEpochMs = firstProgramDateTimeMs(Files.readString(media));
    } catch (IOException e) {
      throw new BulletinException("the channel's playlist cannot be read: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BulletinException("interrupted while going on air", e);
    }
    progress.at("putting the bulletin on air", 1);
  }

  static long firstProgramDateTimeMs(String playlist) {
    String tag = "#EXT-X-PROGRAM-DATE-TIME:";
    String value =
        playlist
            .lines()
            .filter(line -> line.startsWith(tag))
            .findFirst()
            .orElseThrow(() -> new BulletinException("the playlist has no program date-time"))
            .substring(tag.length());
    // ffmpeg writes the offset as +0000, which ISO parsers refuse.
    return Instant.parse(value.replaceFirst("\\+0000$", "Z")).toEpochMilli();
  }

  private static List<String> encoding(ChannelSettings settings) {
    long segmentSeconds = settings.segmentLength().toSeconds();
    String flash =
        "drawbox=c=white:t=fill:enable='gte(t,%1$d)*lt(mod(t+0.001,%1$d),%2$s)'"
            .formatted(
                TimeLine.BEEP_EVERY_MS / 1_000,
                String.format(Locale.ROOT, "%.3f", FLASH_FRAMES * FRAME_MS / 1_000.0));
    String flags = "program_date_time+temp_file+independent_segments";
    return Stream.of(
            List.of("-hide_banner", "-loglevel", "warning", "-nostats"),
            List.of(
                "-readrate", "1", "-readrate_initial_burst", "0.001", "-readrate_catchup", "1.5"),
            List.of("-f", "s16le", "-ar", "" + Sound.SAMPLE_RATE_HZ, "-ac", "1"),
            List.of("-i", "pipe:0"),
            List.of("-f", "lavfi", "-i"),
            List.of("testsrc=size=320x180:rate=" + FRAMES_PER_SECOND + "," + flash),
            List.of("-map", "1:v", "-map", "0:a", "-shortest"),
            // The picture would run on to the end of its group: a last segment without sound.
            settings
                .length()
                .map(l -> List.of("-t", String.format(Locale.ROOT, "%.3f", l.toMillis() / 1_000.0)))
                .orElse(List.of()),
            List.of("-c:v", "libopenh264", "-b:v", "100k", "-pix_fmt", "yuv420p", "-threads", "1"),
            List.of("-force_key_frames", "expr:gte(t,n_forced*" + segmentSeconds + ")"),
            // FFmpeg's decoder fills substituted noise out of a generator that runs on from the
            // stream's beginning: without it, two decoders give the same sound to the last bit.
            List.of("-c:a", "aac", "-b:a", "96k", "-aac_pns", "0"),
            List.of("-f", "hls", "-hls_time", "" + segmentSeconds),
            settings.keepAll() || settings.archive()
                ? List.of("-hls_playlist_type", "event", "-hls_flags", flags)
                : List.of(
                    "-hls_list_size",
                    "" + settings.windowSegments(),
                    "-hls_flags",
                    flags + "+delete_segments"),
            List.of("-hls_segment_filename", segmentNames()),
            List.of("-master_pl_name", MASTER_PLAYLIST, MEDIA_PLAYLIST))
        .flatMap(List::stream)
        .toList();
  }

  /** Other names in each run: segments are served as immutable. */
  private static String segmentNames() {
    return "news-%s-%%06d.ts".formatted(Long.toString(System.currentTimeMillis(), 36));
  }

  private String encoderLogTail() {
    try {
      List<String> lines = Files.readAllLines(encoderLog);
      String tail = String.join(" / ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
      return tail.contains("error while loading shared libraries")
          ? tail
              + ": install what it misses, on Debian `apt-get install libxcb1 libxcb-shm0"
              + " libasound2 libpulse0 libudev1`"
          : tail;
    } catch (IOException e) {
      return "it left no log (" + e + ")";
    }
  }

  private void removeChannelFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        if (file.getFileName().toString().matches(".*\\.(m3u8|ts|tmp|log)")) {
          Files.delete(file);
        }
      }
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}

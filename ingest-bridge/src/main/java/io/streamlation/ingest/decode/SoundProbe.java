package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what sound lies in a piece, by a decoder child of its own: under the same limits, killed
 * when nobody waits for it any more. It decodes the beginning, so that what is told can also be
 * heard.
 */
public final class SoundProbe {
  // Stream #0:1[0x101](eng): Audio: aac (LC) ([15][0][0][0] / 0x000F), 48000 Hz, stereo, fltp
  private static final Pattern TRACK =
      Pattern.compile(
          "\\s*Stream #0:\\d+(?:\\[0x(?<pid>\\w+)])?(?:\\((?<lang>\\w+)\\))?: Audio: (?<codec>\\w+)"
              + ".*?(?:, (?<rate>\\d+) Hz, (?<layout>[^,]+).*)?");
  private static final Pattern LENGTH =
      Pattern.compile("\\s*Duration: (\\d+):(\\d\\d):(\\d\\d)\\.(\\d\\d),.*");
  private static final Pattern SOME_CHANNELS = Pattern.compile("(\\d+) channels.*");
  private static final Pattern SPEAKERS = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final Map<String, Integer> LAYOUTS =
      Map.of("mono", 1, "stereo", 2, "downmix", 2, "quad", 4, "hexagonal", 6, "octagonal", 8);

  /** The sounds of a file are told by their place only. */
  private static final String NONE_OF_THEM = "0:a:9999";

  private static final int MOST_SAID_BYTES = 256 * 1024;

  private final DecoderProgram program;

  public SoundProbe(DecoderProgram program) {
    this.program = program;
  }

  /**
   * @param id what a wish names it by
   * @param codec FFmpeg's name of it
   * @param channels 0 where they cannot be told
   * @param language as the container names it, or empty
   */
  public record Track(
      String id, String codec, int sampleRateHz, int channels, String language, boolean heard) {
    private AudioWish.Offer offer() {
      return new AudioWish.Offer(id, id, language, "");
    }
  }

  /**
   * @param tracks in the container's order
   * @param decodes whether the one that is heard could be
   * @param lengthMs where the container tells it
   * @param complaint the last thing the child said
   */
  public record Heard(
      List<Track> tracks, boolean decodes, OptionalLong lengthMs, String complaint) {}

  /**
   * @param wish which of its sounds
   */
  public Heard probe(Piece.Media media, AudioWish wish)
      throws IOException, SourceTrouble, InterruptedException {
    Piece.Content content = media.content();
    String map = map(media, wish);
    Optional<Path> file =
        content instanceof Piece.OnDisk onDisk ? Optional.of(onDisk.file()) : Optional.empty();
    Process child = program.startProbe(program.commandForProbe(file.isPresent(), map), file);
    Thread feeder = daemon("probe-in-" + child.pid(), () -> feed(child, content));
    Thread waiter = Thread.currentThread();
    // Whoever gives up waiting interrupts this thread; reading a pipe would not notice.
    Thread killer = daemon("probe-killer-" + child.pid(), () -> killWhenUnwanted(child, waiter));
    try {
      String said = read(child);
      boolean decodes = child.waitFor() == 0;
      List<String> lines = said.lines().toList();
      List<Track> tracks = tracks(lines, map);
      if (wish.isNamed() && !tracks.isEmpty() && tracks.stream().noneMatch(Track::heard)) {
        throw new UnknownTrack(wish, tracks.stream().map(Track::offer).toList()).of(media.uri());
      }
      return new Heard(
          tracks, decodes, lengthMs(lines), lines.isEmpty() ? "" : lines.get(lines.size() - 1));
    } finally {
      child.destroyForcibly();
      feeder.interrupt();
      killer.interrupt();
    }
  }

  /** As a decoder would be told it. */
  private static String map(Piece.Media media, AudioWish wish) throws SourceTrouble {
    if (!(media.content() instanceof Piece.InMemory memory)) {
      boolean place = wish.isNamed() && !wish.isInside();
      return place ? NONE_OF_THEM : wish.mapInFile();
    }
    try {
      return SegmentScan.of(memory.initialisation(), memory.bytes(), wish).map();
    } catch (UnknownTrack e) {
      throw e.of(media.uri());
    } catch (Undecodable e) {
      return SegmentScan.ONLY_ONE; // FFmpeg will say what it is
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void killWhenUnwanted(Process child, Thread waiter) {
    try {
      while (child.isAlive() && !waiter.isInterrupted()) {
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      return; // it ended by itself
    }
    child.destroyForcibly();
  }

  private static void feed(Process child, Piece.Content content) {
    try (OutputStream in = child.getOutputStream()) {
      if (content instanceof Piece.InMemory inMemory) {
        in.write(inMemory.initialisation());
        in.write(inMemory.bytes());
      }
    } catch (IOException e) {
      // It has heard enough.
    }
  }

  private static String read(Process child) {
    try (var in = child.getInputStream()) {
      return new String(in.readNBytes(MOST_SAID_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // killed
    }
  }

  /** Of the input: what is put out is described behind it. */
  static List<Track> tracks(List<String> said, String map) {
    List<Track> tracks = new ArrayList<>();
    boolean transport = said.stream().anyMatch(l -> l.startsWith("Input #0, mpegts"));
    for (String line : said) {
      if (line.startsWith("Output #")) {
        break;
      }
      Matcher m = TRACK.matcher(line);
      if (m.matches()) {
        int place = tracks.size() + 1;
        int pid = m.group("pid") == null ? -1 : Integer.parseInt(m.group("pid"), 16);
        String language =
            m.group("lang") == null || m.group("lang").equals("und") ? "" : m.group("lang");
        tracks.add(
            new Track(
                transport && pid >= 0 ? AudioWish.idOfPid(pid) : AudioWish.idOfPlace(place),
                m.group("codec"),
                m.group("rate") == null ? 0 : Integer.parseInt(m.group("rate")),
                m.group("layout") == null ? 0 : channels(m.group("layout").strip()),
                language,
                map.equals("0:i:" + pid) || map.equals("0:a:" + (place - 1))));
      }
    }
    return List.copyOf(tracks);
  }

  /** {@code stereo}, {@code 5.1(side)}, {@code 3 channels (FL+FR+LFE)}. */
  private static int channels(String layout) {
    Matcher some = SOME_CHANNELS.matcher(layout);
    if (some.matches()) {
      return Integer.parseInt(some.group(1));
    }
    Matcher speakers = SPEAKERS.matcher(layout);
    return speakers.matches()
        ? Integer.parseInt(speakers.group(1)) + Integer.parseInt(speakers.group(2))
        : LAYOUTS.getOrDefault(layout, 0);
  }

  private static OptionalLong lengthMs(List<String> said) {
    return said.stream()
        .map(LENGTH::matcher)
        .filter(Matcher::matches)
        .mapToLong(
            m ->
                Long.parseLong(m.group(1)) * 3_600_000
                    + Long.parseLong(m.group(2)) * 60_000
                    + Long.parseLong(m.group(3)) * 1_000
                    + Long.parseLong(m.group(4)) * 10)
        .findFirst();
  }
}

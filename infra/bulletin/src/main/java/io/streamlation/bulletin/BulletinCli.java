package io.streamlation.bulletin;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.streamlation.bulletin.air.BundledFfmpeg;
import io.streamlation.bulletin.air.ChannelSettings;
import io.streamlation.bulletin.air.LiveChannel;
import io.streamlation.bulletin.script.Bulletin;
import io.streamlation.bulletin.sound.BulletinTape;
import io.streamlation.bulletin.sound.ESpeak;
import io.streamlation.bulletin.sound.Passage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The channel by hand: see its script, hear it, put it on air. */
@Command(
    name = "bulletin",
    mixinStandardHelpOptions = true,
    description = "A spoken news bulletin from a seed: its script, its sound, its live channel.",
    subcommands = {
      BulletinCli.Compose.class,
      BulletinCli.Synth.class,
      BulletinCli.Air.class,
      BulletinCli.Ffmpeg.class
    })
public final class BulletinCli {
  private BulletinCli() {}

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new BulletinCli());
    line.setExecutionExceptionHandler(
        (trouble, command, parsed) -> {
          if (trouble instanceof BulletinException || trouble instanceof IllegalArgumentException) {
            command.getErr().println("bulletin: " + trouble.getMessage());
            return 1;
          }
          throw trouble;
        });
    System.exit(line.execute(arguments));
  }

  /** What all three need. */
  static final class Which {
    @Option(names = "--seed", required = true, description = "Decides every word and sample.")
    long seed;

    @Option(names = "--seconds", description = "How long the bulletin is.", defaultValue = "60")
    long seconds;

    Duration length() {
      return Duration.ofSeconds(seconds);
    }
  }

  @Command(
      name = "compose",
      description =
          "Print the script as JSON. (It is spoken, for the times; the sound is dropped.)")
  static final class Compose implements Callable<Integer> {
    @CommandLine.Mixin Which which;

    @Override
    public Integer call() throws IOException {
      BulletinTape tape = BulletinTape.ofLength(which.seed, which.length(), new ESpeak());
      Optional<Passage> passage;
      do {
        passage = tape.next();
      } while (passage.isPresent());
      System.out.println(json(tape.script()));
      return 0;
    }
  }

  @Command(name = "ffmpeg", description = "Print how a shell starts the ffmpeg that is bundled.")
  static final class Ffmpeg implements Callable<Integer> {
    @Override
    public Integer call() {
      ProcessBuilder builder = BundledFfmpeg.command(List.of());
      System.out.println(
          "env LD_LIBRARY_PATH="
              + builder.environment().get("LD_LIBRARY_PATH")
              + " "
              + builder.command().get(0));
      return 0;
    }
  }

  @Command(name = "synth", description = "Speak the bulletin into a WAV file; print its script.")
  static final class Synth implements Callable<Integer> {
    @CommandLine.Mixin Which which;

    @Parameters(paramLabel = "WAV", description = "The file to write.")
    Path wav;

    @Override
    public Integer call() throws IOException {
      System.out.println(
          json(
              BulletinTape.record(
                  which.seed, which.length(), new ESpeak(), wav, BulletinCli::show)));
      return 0;
    }
  }

  @Command(name = "air", description = "Put the bulletin on air as live HLS until Ctrl-C.")
  static final class Air implements Callable<Integer> {
    @Option(names = "--seed", required = true, description = "Decides every word and sample.")
    long seed;

    @Option(names = "--seconds", description = "End after so many seconds (default: never).")
    Long seconds;

    @Option(
        names = "--port",
        description = "Port of the origin on 127.0.0.1 (default: ${DEFAULT-VALUE}; 0: any).",
        defaultValue = "" + ChannelSettings.DEFAULT_PORT)
    int port;

    @Option(
        names = "--segment-seconds",
        description = "Length of a segment (default: ${DEFAULT-VALUE}).",
        defaultValue = "2")
    long segmentSeconds;

    @Option(
        names = "--window",
        description = "Segments named in the playlist (default: ${DEFAULT-VALUE}).",
        defaultValue = "10")
    int window;

    @Option(names = "--keep-all", description = "Name every segment since the first.")
    boolean keepAll;

    @Override
    public Integer call() throws InterruptedException {
      ChannelSettings settings =
          ChannelSettings.ofSeed(seed)
              .withPort(port)
              .withSegmentLength(Duration.ofSeconds(segmentSeconds))
              .withWindowSegments(window);
      settings = seconds == null ? settings : settings.withLength(Duration.ofSeconds(seconds));
      settings = keepAll ? settings.keepingAll() : settings;
      LiveChannel channel = LiveChannel.start(settings, BulletinCli::show);
      Runtime.getRuntime().addShutdownHook(new Thread(channel::close, "bulletin-off-air"));
      System.out.printf(
          "seed %d on air since %s at %s%n",
          seed, Instant.ofEpochMilli(channel.onAirSinceEpochMs()), channel.playlistUrl());
      while (channel.isOnAir()) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      channel
          .trouble()
          .ifPresent(
              trouble -> {
                throw new BulletinException(trouble);
              });
      return 0;
    }
  }

  private static void show(String step, double share) {
    System.err.printf("%s: %.0f %%%n", step, Math.min(1, share) * 100);
  }

  private static String json(Bulletin script) throws IOException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(script);
  }
}

package io.streamlation.flink.job;

import io.streamlation.flink.cut.CutSettings;
import io.streamlation.flink.engine.EngineSettings;
import io.streamlation.flink.fanout.FanOutSettings;
import io.streamlation.flink.recognise.RecogniseSettings;
import io.streamlation.flink.settle.SettleSettings;
import io.streamlation.flink.speak.SpeakSettings;
import io.streamlation.flink.think.ThinkSettings;
import io.streamlation.flink.translate.TranslateSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Everything that can be set; {@code flink-jobs.properties} says what each value means. */
public record JobSettings(
    String kafkaBootstrap,
    int parallelism,
    Duration bufferTimeout,
    Checkpointing checkpoints,
    Ports ports,
    EngineSettings engine,
    String tier,
    Rooms rooms) {

  /** What a start goes on from. */
  public enum StartFrom {
    CHECKPOINT,
    BEGINNING
  }

  public record Checkpointing(Path dir, Duration every, int keep, StartFrom startFrom) {}

  public record Ports(String address, int dashboard, int flinkMetrics, int engineMetrics) {}

  public record Rooms(
      CutSettings cut,
      RecogniseSettings recognise,
      ThinkSettings recogniseAsks,
      SettleSettings settle,
      FanOutSettings fanOut,
      TranslateSettings translate,
      ThinkSettings translateAsks,
      SpeakSettings speak,
      ThinkSettings speakAsks) {

    static final Rooms DEFAULT =
        new Rooms(
            CutSettings.DEFAULT,
            RecogniseSettings.DEFAULT,
            new ThinkSettings(64, 8, Duration.ofMillis(10), Duration.ofSeconds(20)),
            SettleSettings.DEFAULT,
            FanOutSettings.DEFAULT,
            TranslateSettings.DEFAULT,
            new ThinkSettings(64, 16, Duration.ofMillis(10), Duration.ofSeconds(10)),
            SpeakSettings.DEFAULT,
            new ThinkSettings(64, 8, Duration.ofMillis(10), Duration.ofSeconds(10)));
  }

  /**
   * Reads {@code key=value} arguments.
   *
   * @throws IllegalArgumentException with every complaint, one a line
   */
  public static JobSettings of(String... args) {
    Keys keys = Keys.of(args);
    Path data = Path.of(".streamlation");
    Checkpointing checkpoints =
        new Checkpointing(
            Path.of(keys.text("checkpoints.dir", data.resolve("checkpoints").toString()))
                .toAbsolutePath(),
            keys.duration("checkpoints.every", Duration.ofSeconds(2)),
            keys.number("checkpoints.keep", 3),
            keys.choice("checkpoints.start-from", StartFrom.CHECKPOINT));
    if (checkpoints.every.toMillis() < 100 || checkpoints.keep < 1) {
      keys.complain("checkpoints.every must be 100ms or more and checkpoints.keep 1 or more");
    }
    Ports ports =
        new Ports(
            keys.text("address", "127.0.0.1"),
            keys.number("dashboard.port", 18081),
            keys.number("flink.metrics.port", 19249),
            keys.number("metrics.port", 19465));
    int parallelism = keys.number("parallelism", 2);
    if (parallelism < 1) {
      keys.complain("parallelism must be at least 1, and is " + parallelism);
    }
    EngineSettings usual = EngineSettings.of(Path.of("models", "packs").toAbsolutePath());
    Path models = Path.of(keys.text("models.dir", usual.modelsDir().toString())).toAbsolutePath();
    List<String> packs =
        Arrays.stream(keys.text("engine.pack", String.join(",", usual.packs())).split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    int threads = keys.number("engine.threads", usual.threads());
    EngineSettings.Device device = keys.choice("engine.device", usual.device());
    boolean verify = keys.yes("engine.verify-digests", usual.verifyDigests());
    JobSettings settings =
        new JobSettings(
            keys.text("kafka.bootstrap", "127.0.0.1:19092"),
            parallelism,
            keys.duration("buffer-timeout", Duration.ZERO),
            checkpoints,
            ports,
            keys.make(usual, () -> new EngineSettings(models, packs, threads, device, verify)),
            keys.text("engine.tier", ""),
            rooms(keys));
    keys.settle();
    return settings;
  }

  private static Rooms rooms(Keys keys) {
    Rooms usual = Rooms.DEFAULT;
    return new Rooms(
        cut(keys, usual.cut),
        recognise(keys, usual.recognise),
        asks(keys, "recognise", usual.recogniseAsks),
        settle(keys, usual.settle),
        new FanOutSettings(
            keys.yes("translate.drafts", usual.fanOut.drafts()),
            keys.duration("fanout.plan-patience", usual.fanOut.planPatience())),
        translate(keys, usual.translate),
        asks(keys, "translate", usual.translateAsks),
        speak(keys, usual.speak),
        asks(keys, "speak", usual.speakAsks));
  }

  private static CutSettings cut(Keys keys, CutSettings usual) {
    Duration preRoll = keys.duration("cut.pre-roll", usual.preRoll());
    Duration pad = keys.duration("cut.pad", usual.pad());
    Duration pause = keys.duration("cut.pause", usual.pause());
    Duration dipAfter = keys.duration("cut.dip-after", usual.dipAfter());
    Duration dip = keys.duration("cut.dip", usual.dip());
    Duration limit = keys.duration("cut.limit", usual.limit());
    Duration limitSearch = keys.duration("cut.limit-search", usual.limitSearch());
    double above = keys.fraction("cut.speech-above", usual.speechAbove());
    double below = keys.fraction("cut.silent-below", usual.silentBelow());
    int onset = keys.number("cut.onset-windows", usual.onsetWindows());
    double quiet = keys.fraction("cut.quiet-rms", usual.quietRms());
    Duration tally = keys.duration("cut.tally-every", usual.tallyEvery());
    Duration silence = keys.duration("cut.silence-alarm", usual.silenceAlarm());
    Duration fence = keys.duration("cut.fence", usual.fence());
    return keys.make(
        usual,
        () ->
            new CutSettings(
                preRoll,
                pad,
                pause,
                dipAfter,
                dip,
                limit,
                limitSearch,
                above,
                below,
                onset,
                quiet,
                tally,
                silence,
                fence));
  }

  private static RecogniseSettings recognise(Keys keys, RecogniseSettings usual) {
    boolean partials = keys.yes("recognise.partials", usual.partials());
    Duration every = keys.duration("recognise.partial-every", usual.partialEvery());
    Duration maxAge = keys.duration("recognise.partial-max-age", usual.partialMaxAge());
    int context = keys.number("recognise.context", usual.context());
    Duration degrade = keys.duration("recognise.degrade-after", usual.degradeAfter());
    Duration skip = keys.duration("recognise.skip-after", usual.skipAfter());
    Duration backlog = keys.duration("recognise.backlog", usual.backlog());
    boolean speakers = keys.yes("recognise.speakers", usual.speakers());
    return keys.make(
        usual,
        () ->
            new RecogniseSettings(
                partials, every, maxAge, context, degrade, skip, backlog, speakers));
  }

  private static SettleSettings settle(Keys keys, SettleSettings usual) {
    int chars = keys.number("settle.chars-per-line", usual.charsPerLine());
    int lines = keys.number("settle.lines", usual.lines());
    Duration shortest = keys.duration("settle.shortest", usual.shortest());
    Duration longest = keys.duration("settle.longest", usual.longest());
    int speed = keys.number("settle.chars-per-second", usual.charsPerSecond());
    return keys.make(usual, () -> new SettleSettings(chars, lines, shortest, longest, speed));
  }

  private static TranslateSettings translate(Keys keys, TranslateSettings usual) {
    boolean context = keys.yes("translate.context", usual.context());
    Duration skip = keys.duration("translate.skip-after", usual.skipAfter());
    int backlog = keys.number("translate.backlog", usual.backlog());
    return keys.make(usual, () -> new TranslateSettings(context, skip, backlog));
  }

  private static SpeakSettings speak(Keys keys, SpeakSettings usual) {
    Duration skipAfter = keys.duration("speak.skip-after", usual.skipAfter());
    int backlog = keys.number("speak.backlog", usual.backlog());
    return keys.make(usual, () -> new SpeakSettings(skipAfter, backlog));
  }

  private static ThinkSettings asks(Keys keys, String room, ThinkSettings usual) {
    int inFlight = keys.number(room + ".in-flight", usual.inFlight());
    int batch = keys.number(room + ".batch", usual.batch());
    Duration gather = keys.duration(room + ".gather", usual.gather());
    Duration deadline = keys.duration(room + ".deadline", usual.deadline());
    return keys.make(usual, () -> new ThinkSettings(inFlight, batch, gather, deadline));
  }
}

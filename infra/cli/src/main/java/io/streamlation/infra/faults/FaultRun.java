package io.streamlation.infra.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.bulletin.Progress;
import io.streamlation.bulletin.air.ChannelSettings;
import io.streamlation.bulletin.air.LiveChannel;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.infra.client.ApiAway;
import io.streamlation.infra.client.ApiRefused;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.faults.Fault.Scope;
import io.streamlation.infra.stack.KafkaBroker;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState.Life;
import io.streamlation.infra.stack.Supervisor;
import io.streamlation.infra.terminal.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Three channels on air, one fault after the other, and in the end each channel heard once more
 * undisturbed: what was lost, doubled or otherwise is what the two hearings disagree on.
 */
public final class FaultRun implements AutoCloseable {
  private static final List<String> NAMES = List.of("A", "B", "C");

  /** 2 s segments: a minute in which a listener who comes back has lost nothing. */
  private static final int WINDOW_SEGMENTS = 30;

  private static final Duration FIRST_FINALS_WITHIN = Duration.ofSeconds(90);
  private static final Duration BOOKS_CLOSE_WITHIN = Duration.ofSeconds(120);
  private static final int LONGEST_WAIT_MS = 6_000;

  /** Events are on their way for a moment. */
  private static final Duration WORDS_ARRIVE = Duration.ofMillis(1_500);

  /** The last utterance of a hearing that was stopped is cut short. */
  private static final long LAST_UTTERANCE_MS = 12_000;

  /**
   * After a gap or in a new epoch what tells speech from noise learns the room anew: 2 s, and
   * fades.
   */
  private static final long LEARNT_WITHIN_MS = 3_000;

  /** Sound from shortly before a strike is still on its way through the rooms. */
  private static final long UNDER_WAY_MS = 15_000;

  private final Terminal terminal;
  private final Clock clock;
  private final long seed;
  private final RandomGenerator random;
  private final Arena arena;
  private final List<Strike> strikes = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final List<String> measures = new ArrayList<>();

  /** What can be struck, in order; with a word on each. */
  public static List<String> catalogue() {
    return Faults.all().stream().map(f -> "%-18s %s".formatted(f.name(), f.what())).toList();
  }

  public static List<String> names() {
    return Faults.all().stream().map(Fault::name).toList();
  }

  /** Whether these need a disk of their own; see {@link #mountDisk}. */
  public static boolean needsDisk(List<String> names) {
    return names.contains("disk-full");
  }

  /** A small disk under the data folder, before the stack is started on it. */
  public static AutoCloseable mountDisk(Path data) {
    return Disk.mountedAt(data);
  }

  /**
   * Puts the channels on air and opens their sessions.
   *
   * @param disk what {@link #mountDisk} gave, if it was asked for
   * @param ports of the origins, which the stack must admit as sources
   */
  public FaultRun(
      Terminal terminal,
      Supervisor supervisor,
      StackSettings settings,
      ControlClient client,
      Optional<AutoCloseable> disk,
      long seed,
      List<Integer> ports,
      Path airFolder,
      Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.arena =
        new Arena(
            supervisor,
            client,
            KafkaBroker.bootstrap(settings),
            disk.map(Disk.class::cast),
            random);
    try {
      for (int i = 0; i < NAMES.size(); i++) {
        LiveChannel channel =
            LiveChannel.start(
                ChannelSettings.ofSeed(seed * 10 + i)
                    .withPort(ports.get(i))
                    .withFolder(airFolder.resolve(NAMES.get(i)))
                    .withWindowSegments(WINDOW_SEGMENTS)
                    .archiving(),
                Progress.SILENT);
        arena.add(new OnAir(NAMES.get(i), channel, client, clock));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  public FaultReport run(List<String> names, int rounds) throws Exception {
    for (Fault fault : Faults.all()) {
      if (names.contains(fault.name())) {
        for (int round = 1; round <= rounds; round++) {
          strike(fault, round);
        }
      }
    }
    account();
    strikes.forEach(Strike::judge);
    return new FaultReport(
        seed, strikes.stream().map(FaultReport.Row::of).toList(), wrong, measures);
  }

  // ---- striking -------------------------------------------------------------------------------

  private void strike(Fault fault, int round) throws Exception {
    awaitAllDeliver(fault);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_WAIT_MS)); // the random moment
    List<OnAir> onAir = arena.onAir();
    OnAir target = onAir.get(random.nextInt(onAir.size()));
    long struckAtMs = clock.millis();
    try (Witness witness = new Witness(arena, struckAtMs)) {
      fault.begin().on(arena, target);
      TimeUnit.MILLISECONDS.sleep(fault.lasts().toMillis());
      fault.lift().on(arena, target);
      long liftedAtMs = clock.millis();
      OptionalLong recoveredMs =
          fault.scope() == Scope.ENDS_ONE
              ? awaitEnd(target, liftedAtMs, fault.limit())
              : awaitRecovery(liftedAtMs, fault.limit());
      TimeUnit.MILLISECONDS.sleep(WORDS_ARRIVE.toMillis());
      witness.close();
      String concerned = fault.isOfOneChannel() ? target.name() : "";
      if (fault.isOfOneChannel() && witness.troubled().size() == 1) {
        concerned = witness.troubled().iterator().next(); // the decoder of whichever channel
      }
      Strike strike =
          new Strike(fault, round, concerned, struckAtMs, liftedAtMs, recoveredMs, witness.lines());
      othersNoticedNothing(strike, witness);
      if (!fault.name().equals("kill-bridge")
          && witness.lines().stream().anyMatch(l -> l.contains("bridge-silent"))) {
        strike.complain("the bridge was blamed for silence, and it was not its fault");
      }
      for (var pattern : fault.told()) {
        if (witness.lines().stream().noneMatch(l -> pattern.matcher(l).find())) {
          strike.complain("nothing was read that matches \"" + pattern + "\"");
        }
      }
      strikes.add(strike);
      tell(strike);
    }
  }

  private void tell(Strike strike) {
    terminal.line("");
    terminal.line(FaultReport.Row.of(strike).cells());
    strike.complaints().forEach(c -> terminal.line("  BAD " + c));
    strike.told().forEach(l -> terminal.line("    " + l));
  }

  private static void othersNoticedNothing(Strike strike, Witness witness) {
    if (strike.fault().isOfOneChannel() || strike.fault().scope() == Scope.NOBODY) {
      for (String name : witness.troubled()) {
        if (!name.equals(strike.channel())) {
          strike.complain("channel " + name + " noticed what was none of its business");
        }
      }
    }
  }

  /** All processes are well and every channel delivers, so that only one thing is wrong at once. */
  private void awaitAllDeliver(Fault before) throws InterruptedException {
    long sinceMs = strikes.isEmpty() ? 0 : clock.millis();
    terminal.provisional("  … all channels are to deliver before " + before.name());
    if (!await(
        FIRST_FINALS_WITHIN,
        () ->
            arena.supervisor().state().components().stream().allMatch(c -> c.life() == Life.READY)
                && arena.onAir().stream()
                    .allMatch(c -> c.shownOfSoundSince(sinceMs).isPresent()))) {
      throw new IllegalStateException(
          "before "
              + before.name()
              + " not every channel delivered finals within "
              + FIRST_FINALS_WITHIN.toSeconds()
              + " s: "
              + silent(sinceMs)
              + " are silent; "
              + arena.supervisor().state());
    }
    terminal.provisional("");
  }

  private List<String> silent(long sinceMs) {
    return arena.onAir().stream()
        .filter(c -> c.shownOfSoundSince(sinceMs).isEmpty())
        .map(OnAir::name)
        .toList();
  }

  private OptionalLong awaitRecovery(long sinceMs, Duration limit) throws InterruptedException {
    await(
        limit,
        () -> arena.onAir().stream().allMatch(c -> c.shownOfSoundSince(sinceMs).isPresent()));
    List<OptionalLong> shown =
        arena.onAir().stream().map(c -> c.shownOfSoundSince(sinceMs)).toList();
    return shown.stream().anyMatch(OptionalLong::isEmpty)
        ? OptionalLong.empty()
        : OptionalLong.of(
            shown.stream().mapToLong(OptionalLong::getAsLong).max().orElse(sinceMs) - sinceMs);
  }

  private OptionalLong awaitEnd(OnAir target, long sinceMs, Duration limit)
      throws InterruptedException {
    boolean ended =
        await(limit, () -> state(target).equals("ended") && isBalanced(target.sessionId()));
    target.isOverNow();
    return ended ? OptionalLong.of(clock.millis() - sinceMs) : OptionalLong.empty();
  }

  // ---- the account ----------------------------------------------------------------------------

  private void account() throws Exception {
    terminal.line("");
    terminal.line("Each channel is heard once more, undisturbed.");
    for (OnAir channel : arena.channels()) {
      if (!channel.isOver()) {
        arena.client().stop(channel.sessionId());
      }
    }
    for (OnAir channel : arena.channels()) {
      awaitBooks(channel.sessionId(), "channel " + channel.name());
    }
    Map<OnAir, String> again = new HashMap<>();
    Map<String, SoundLine> lines = lines(again);
    // One after the other: the archive comes faster than life, and overload would be a disturbance.
    for (OnAir channel : arena.channels()) {
      String session =
          OnAir.open(
              arena.client(),
              "channel " + channel.name() + ", undisturbed",
              channel.broadcast().archiveUrl());
      again.put(channel, session);
      long end = lines.get(channel.sessionId()).endSample();
      if (!await(BOOKS_CLOSE_WITHIN, () -> heardUpTo(session) >= end)) {
        wrong.add("channel " + channel.name() + " could not be heard again to its end");
      }
      arena.client().stop(session);
      awaitBooks(session, "channel " + channel.name() + " undisturbed");
    }
    lines = lines(again);
    for (OnAir channel : arena.channels()) {
      compare(channel, again.get(channel), lines);
    }
  }

  private Map<String, SoundLine> lines(Map<OnAir, String> again) {
    Map<String, SoundLine> lines = new HashMap<>();
    arena.channels().forEach(channel -> lines.put(channel.sessionId(), new SoundLine()));
    again.values().forEach(session -> lines.put(session, new SoundLine()));
    arena
        .audio()
        .each(
            (session, frame) -> {
              SoundLine line = lines.get(session);
              if (line != null) {
                line.add(frame);
              }
            });
    return lines;
  }

  private void awaitBooks(String session, String name) throws InterruptedException {
    if (!await(BOOKS_CLOSE_WITHIN, () -> isBalanced(session))) {
      JsonNode ledger = arena.client().ledger(session);
      StringBuilder open = new StringBuilder();
      for (JsonNode epoch : ledger.path("epochs")) {
        for (JsonNode check : epoch.path("checks")) {
          if (!check.path("holds").asBoolean(false)) {
            open.append("; epoch ")
                .append(epoch.path("epoch").asText())
                .append(": ")
                .append(check.path("name").asText())
                .append(": ")
                .append(check.path("left").asText())
                .append(check.path("holds").isNull() ? " ? " : " ≠ ")
                .append(check.path("right").asText());
          }
        }
      }
      wrong.add("the ledger of " + name + " is not balanced" + open);
    }
    JsonNode heard = arena.client().ledger(session).path("sums").path("recognise");
    long skipped = heard.path("skipped").asLong() + heard.path("failed").asLong();
    if (skipped > 0) {
      measures.add(name + ": " + skipped + " utterances were not heard, the machine is overloaded");
    }
    for (JsonNode event : arena.client().events(session, 200).path("items")) {
      if (event.path("code").asText().startsWith("transcript-conflict")) {
        wrong.add(name + ": " + event.path("message").asText());
      }
    }
  }

  private void compare(OnAir channel, String undisturbedSession, Map<String, SoundLine> lines) {
    SoundLine line = lines.get(channel.sessionId());
    SoundLine undisturbed = lines.get(undisturbedSession);
    List<Comparison.Wound> wounds = new ArrayList<>();
    for (SoundLine.Hole gap : line.gaps()) {
      wounds.add(
          new Comparison.Wound(
              AudioFormat.msOfSamples(gap.startSample()),
              AudioFormat.msOfSamples(gap.endSample()) + LEARNT_WITHIN_MS));
      strikeAt(channel, AudioFormat.msOfSamples(gap.startSample()))
          .ifPresentOrElse(
              s -> s.gap(AudioFormat.msOfSamples(gap.samples())),
              () ->
                  wrong.add("channel " + channel.name() + " has a gap before any strike: " + gap));
    }
    for (long border : line.epochBorders()) {
      long ms = AudioFormat.msOfSamples(border);
      wounds.add(new Comparison.Wound(ms, ms + LEARNT_WITHIN_MS));
    }
    for (SoundLine.Hole hole : line.torn()) {
      blame(channel, AudioFormat.msOfSamples(hole.startSample()), "undeclared: " + hole.why());
    }
    if (line.outOfStepMs() > 0) {
      wrong.add(
          "channel %s: its line and the programme's clock disagree by up to %d ms"
              .formatted(channel.name(), line.outOfStepMs()));
    }
    if (!undisturbed.gaps().isEmpty() || !undisturbed.torn().isEmpty()) {
      wrong.add("channel " + channel.name() + ": the undisturbed hearing was disturbed");
    }
    long toMs =
        AudioFormat.msOfSamples(Math.min(line.endSample(), undisturbed.endSample()))
            - LAST_UTTERANCE_MS;
    int compared = 0;
    for (String language : List.of(OnAir.SPOKEN, OnAir.TRANSLATED)) {
      List<Comparison.Cue> before = OnAir.cues(arena.client(), undisturbedSession, language);
      List<Comparison.Cue> after = OnAir.cues(arena.client(), channel.sessionId(), language);
      compared += after.size();
      for (Comparison.Difference d : Comparison.of(before, after, wounds, 0, toMs)) {
        strikeAt(channel, d.atMs())
            .ifPresentOrElse(
                s -> s.count(d, channel.name()),
                () ->
                    wrong.add("channel " + channel.name() + " before any strike: " + d.inWords()));
      }
    }
    List<Long> otherSound = line.samplesWhereOtherThan(undisturbed);
    for (long sample : otherSound) {
      strikeAt(channel, AudioFormat.msOfSamples(sample)).ifPresent(Strike::countOtherSound);
    }
    if (!otherSound.isEmpty()) {
      measures.add(
          "channel %s: %.1f s of the same sound came out of another decoder otherwise, first at %.1f s"
              .formatted(
                  channel.name(),
                  AudioFormat.secondsOfSamples(
                      otherSound.size() * (long) AudioFormat.SAMPLES_PER_FRAME),
                  AudioFormat.secondsOfSamples(otherSound.get(0))));
    }
    measures.add(
        "channel %s: %.0f s of sound, %d finals in two languages, %d epochs, %d gaps"
            .formatted(
                channel.name(),
                AudioFormat.secondsOfSamples(line.endSample()),
                compared,
                line.epochBorders().size() + 1,
                line.gaps().size()));
  }

  private void blame(OnAir channel, long sessionMs, String what) {
    strikeAt(channel, sessionMs)
        .ifPresentOrElse(
            s -> s.complain("channel " + channel.name() + ": " + what),
            () -> wrong.add("channel " + channel.name() + ": " + what));
  }

  /** The newest strike that sound of that place can have met. */
  private Optional<Strike> strikeAt(OnAir channel, long sessionMs) {
    long wallMs = channel.broadcast().onAirSinceEpochMs() + sessionMs;
    Optional<Strike> found = Optional.empty();
    for (Strike s : strikes) {
      if (s.struckAtMs() - UNDER_WAY_MS <= wallMs) {
        found = Optional.of(s);
      }
    }
    return found;
  }

  // ---- asking ---------------------------------------------------------------------------------

  private String state(OnAir channel) {
    return channel.session().path("actual").path("state").asText();
  }

  private boolean isBalanced(String session) {
    return arena.client().ledger(session).path("balanced").asBoolean();
  }

  private long heardUpTo(String session) {
    long samples = 0;
    for (JsonNode epoch : arena.client().ledger(session).path("epochs")) {
      samples += epoch.path("stages").path("ingest").path("asOfSample").asLong();
    }
    return samples;
  }

  private static boolean await(Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return true;
  }

  /** While the API is away nothing holds. */
  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (ApiAway | ApiRefused e) {
      return false;
    }
  }

  @Override
  public void close() {
    for (OnAir channel : arena.channels()) {
      channel.close();
      channel.broadcast().close();
    }
  }
}

package io.streamlation.infra.stack;

import io.streamlation.infra.stack.Component.StartLine;
import io.streamlation.infra.stack.StackState.ComponentState;
import io.streamlation.infra.stack.StackState.Life;
import io.streamlation.infra.stack.StackState.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts components in order, starts again what dies, stops them in reverse.
 *
 * <p>One thread does everything to processes, and lives as long as they do: the kernel ends a child
 * when the <em>thread</em> that started it ends ({@code PR_SET_PDEATHSIG}), so that a supervisor
 * killed with -9 takes its children along. What it could not take along (a child that ignored the
 * signal, a grandchild) the next start finds in the state file by pid and start time, and ends.
 */
public final class Supervisor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration PROBE_WHILE_READY_EVERY = Duration.ofSeconds(5);
  private static final int DEATHS_BEFORE_EVER_READY = 3;
  private static final String HELD = "held off the air on request";

  private final StackSettings settings;
  private final RunFolder folder;
  private final Backoff backoff;
  private final Clock clock;
  private final List<Watched> watched;
  private final Instant startedAt;
  private final ExecutorService helpers =
      Executors.newCachedThreadPool(
          task -> {
            Thread t = new Thread(task, "supervisor-helper");
            t.setDaemon(true);
            return t;
          });
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  private FileLock lock;
  private volatile boolean started;
  private volatile Phase phase = Phase.STARTING;
  private volatile String failure;
  private volatile StackState published;

  public Supervisor(
      List<Component> components, StackSettings settings, Backoff backoff, Clock clock) {
    this.settings = settings;
    this.folder = settings.runFolder();
    this.backoff = backoff;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.watched = components.stream().map(Watched::new).toList();
    this.published = snapshot();
  }

  /**
   * Takes the data folder, ends what an earlier supervisor left, checks the ports, begins.
   *
   * @throws StackTrouble when the folder is in use or a port is taken
   */
  public void start() {
    folder.create();
    takeLock();
    try {
      endLeftovers();
      checkPorts();
    } catch (RuntimeException e) {
      releaseLock();
      throw e;
    }
    publish();
    started = true;
    Thread thread = new Thread(this::supervise, "supervisor");
    thread.setDaemon(false);
    thread.start();
  }

  public StackState state() {
    return published;
  }

  /** Stops a component, and does not start it again until it is {@linkplain #letGo let go}. */
  public void hold(String component) {
    held.add(component);
  }

  public void letGo(String component) {
    held.remove(component);
  }

  /** Stops everything in reverse order and returns when no process is left. Safe to call twice. */
  @Override
  public void close() {
    stopAsked.countDown();
    if (!started) {
      return;
    }
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the stack has ended, by {@link #close} or by its own failure. */
  public StackState awaitEnd() throws InterruptedException {
    over.await();
    return published;
  }

  private void supervise() {
    try {
      boolean stop = false;
      while (!stop && failure == null) {
        watched.forEach(Watched::tick);
        if (phase == Phase.STARTING && watched.stream().allMatch(w -> w.life == Life.READY)) {
          phase = Phase.READY;
          log.info("the stack is ready");
        }
        publish();
        stop = stopAsked.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException | RuntimeException e) {
      failure = "the supervisor itself failed: " + e;
      log.error("the supervisor itself failed; the stack is stopped", e);
    } finally {
      phase = Phase.STOPPING;
      publish();
      List<Watched> reverse = new ArrayList<>(watched);
      Collections.reverse(reverse);
      reverse.forEach(Watched::stop);
      phase = failure == null ? Phase.STOPPED : Phase.FAILED;
      publish();
      helpers.shutdownNow();
      releaseLock();
      over.countDown();
    }
  }

  private void takeLock() {
    try {
      FileChannel channel =
          FileChannel.open(folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        lock = null; // held in this very process
      }
      if (lock == null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new StackTrouble(folder.lockFile() + " cannot be written: " + e.getMessage(), e);
    }
    if (lock == null) {
      throw new StackTrouble(
          "a stack already runs on "
              + folder.data()
              + "; see `./streamlation status`, end it with `./streamlation down`, or choose another"
              + " folder with --data");
    }
  }

  private void releaseLock() {
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      log.warn("the lock {} could not be given back: {}", folder.lockFile(), e.getMessage());
    }
  }

  /** Ends processes of a supervisor that was killed before it could. */
  private void endLeftovers() {
    Optional<StackState> before = StackState.read(folder);
    if (before.isEmpty()) {
      return;
    }
    List<ComponentState> reverse = new ArrayList<>(before.get().components());
    Collections.reverse(reverse);
    for (ComponentState c : reverse) {
      if (c.pid() == 0) {
        continue;
      }
      boolean another = LinuxProcesses.startTicks(c.pid()).isPresent();
      if (LinuxProcesses.isAlive(c.pid(), c.startTicks())) {
        log.warn(
            "{} (process {}) was left by an earlier supervisor and is ended", c.name(), c.pid());
        LinuxProcesses.signal(signalOf(c.name()), c.pid());
        await(Duration.ofSeconds(12), () -> !LinuxProcesses.isAlive(c.pid(), c.startTicks()));
        another = false;
      }
      if (!another) {
        LinuxProcesses.killSessionOf(c.pid());
        await(Duration.ofSeconds(5), () -> LinuxProcesses.inSessionOf(c.pid()).isEmpty());
      }
    }
  }

  private String signalOf(String component) {
    return watched.stream()
        .filter(w -> w.component.name().equals(component))
        .map(w -> w.component.stopSignal())
        .findFirst()
        .orElse("TERM");
  }

  private void checkPorts() {
    List<String> taken = new ArrayList<>();
    for (Watched w : watched) {
      for (Port port : w.component.ports()) {
        int number = settings.port(port);
        if (Ports.isTaken(number)) {
          taken.add(
              "port "
                  + number
                  + " ("
                  + port.what()
                  + ") is taken by another program; choose another with --set "
                  + port.setting()
                  + "=N, or move all ports with --port-offset N");
        }
      }
    }
    if (!taken.isEmpty()) {
      throw new StackTrouble(String.join(System.lineSeparator(), taken));
    }
  }

  private void publish() {
    StackState now = snapshot();
    if (!now.equals(published)) {
      published = now;
      try {
        now.write(folder);
      } catch (UncheckedIOException e) {
        // A full disk must not take the stack down; the next change is written again.
        log.warn("{}: `status` shows an older state", e.getMessage());
      }
    }
  }

  private StackState snapshot() {
    long self = ProcessHandle.current().pid();
    return new StackState(
        self,
        LinuxProcesses.startTicks(self).orElse(0),
        startedAt,
        settings.apiUrl(),
        settings.dashboardUrl(),
        settings.allowSources(),
        phase,
        failure,
        watched.stream().map(Watched::state).toList());
  }

  private static boolean await(Duration limit, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** One component and what is known of its process. Touched by the supervisor's thread only. */
  private final class Watched {
    private final Component component;
    private Life life = Life.WAITING;
    private Instant since;
    private String note = "";
    private String lastEnd = "";
    private int restarts;
    private int deathsInARow;
    private boolean wasReady;
    private Process process;
    private long startTicks;
    private long readyDeadlineNanos;
    private long notBeforeNanos;
    private long nextProbeNanos;
    private Future<StartLine> preparing;
    private Future<Optional<String>> probing;

    Watched(Component component) {
      this.component = component;
      this.since = clock.instant();
    }

    ComponentState state() {
      return new ComponentState(
          component.name(),
          life,
          process == null ? 0 : process.pid(),
          startTicks,
          restarts,
          since,
          note,
          component.address(),
          folder.log(component.name()).toString(),
          lastEnd);
    }

    void tick() {
      if (held.contains(component.name())) {
        hold();
        return;
      }
      if (process != null && !process.isAlive()) {
        died(Ending.inWords(process.exitValue()));
        return;
      }
      switch (life) {
        case WAITING -> waitForOthers();
        case PREPARING -> launchWhenPrepared();
        case STARTING, READY, UNWELL -> probe();
        case BACKING_OFF -> {
          if (System.nanoTime() >= notBeforeNanos) {
            become(Life.WAITING, note);
          }
        }
        case STOPPING, STOPPED -> {}
      }
    }

    private void hold() {
      if (life == Life.WAITING) {
        return;
      }
      cancelProbe();
      if (preparing != null) {
        preparing.cancel(true);
      }
      if (process != null) {
        become(Life.STOPPING, HELD);
        publish();
        endProcess();
        process = null;
        startTicks = 0;
        restarts++;
      }
      become(Life.WAITING, HELD);
      log.warn("{} is {}", component.name(), HELD);
    }

    private void waitForOthers() {
      List<String> missing =
          watched.stream()
              .filter(w -> component.after().contains(w.component.name()))
              .filter(w -> w.life != Life.READY && w.life != Life.UNWELL)
              .map(w -> w.component.name())
              .toList();
      if (missing.isEmpty()) {
        become(Life.PREPARING, "");
        preparing = helpers.submit(() -> component.launch().prepare());
      } else if (note.isEmpty()) {
        note = "waits for " + String.join(", ", missing);
      }
    }

    private void launchWhenPrepared() {
      if (!preparing.isDone()) {
        return;
      }
      try {
        launch(preparing.get());
      } catch (ExecutionException e) {
        died("cannot be prepared: " + e.getCause().getMessage());
      } catch (IOException e) {
        died("cannot be started: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void launch(StartLine line) throws IOException {
      // A session of its own: a Ctrl-C in the terminal reaches the supervisor only, and whatever
      // the process starts itself can be found by that session.
      List<String> command = new ArrayList<>(List.of("setsid"));
      command.addAll(line.prefix());
      command.addAll(List.of("setpriv", "--pdeathsig", component.stopSignal(), "--"));
      command.addAll(line.command());
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).directory(folder.data().toFile());
      builder.environment().putAll(line.environment());
      process = builder.start();
      process.getOutputStream().close();
      startTicks = LinuxProcesses.startTicks(process.pid()).orElse(0);
      RotatingLog keeper =
          new RotatingLog(
              folder.log(component.name()),
              settings.logMaxMb() * 1024L * 1024L,
              settings.logKeep());
      Process p = process;
      helpers.submit(
          () -> {
            try {
              keeper.listenTo(
                  p.getInputStream(),
                  e ->
                      log.warn(
                          "part of the log of {} is not kept: {}",
                          component.name(),
                          e.getMessage()));
            } catch (IOException e) {
              log.warn("the log of {} is cut short: {}", component.name(), e.getMessage());
            }
          });
      readyDeadlineNanos = System.nanoTime() + component.readyWithin().toNanos();
      nextProbeNanos = 0;
      become(Life.STARTING, "");
      log.info("{} is started as process {}", component.name(), process.pid());
    }

    private void probe() {
      long now = System.nanoTime();
      if (probing == null) {
        if (now >= nextProbeNanos) {
          probing = helpers.submit(() -> component.readiness().notYet());
        }
        return;
      }
      if (probing.isDone()) {
        Optional<String> missing = answer();
        probing = null;
        if (missing.isEmpty()) {
          nextProbeNanos = now + PROBE_WHILE_READY_EVERY.toNanos();
          if (life != Life.READY) {
            become(Life.READY, "");
            wasReady = true;
            log.info("{} is ready at {}", component.name(), component.address());
          } else if (Duration.between(since, clock.instant()).compareTo(backoff.forgivenAfter())
              > 0) {
            deathsInARow = 0;
          }
        } else if (life == Life.READY) {
          become(Life.UNWELL, missing.get());
          log.warn("{} is alive, but {}", component.name(), missing.get());
        } else {
          note = missing.get();
        }
      }
      if (life == Life.STARTING && now > readyDeadlineNanos) {
        endProcess();
        died("was not ready within " + component.readyWithin().toSeconds() + " s: " + note);
      }
    }

    private Optional<String> answer() {
      try {
        return probing.get();
      } catch (ExecutionException e) {
        return Optional.of("its probe failed: " + e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.of("its probe was interrupted");
      }
    }

    private void died(String how) {
      if (process != null) {
        LinuxProcesses.killSessionOf(process.pid()); // what it had started itself
      }
      process = null;
      startTicks = 0;
      cancelProbe();
      deathsInARow++;
      lastEnd = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " it " + how;
      if (!wasReady && deathsInARow >= DEATHS_BEFORE_EVER_READY) {
        become(Life.STOPPED, how);
        failure =
            component.name()
                + " "
                + how
                + " ("
                + deathsInARow
                + " times, never ready); see "
                + folder.log(component.name());
        log.error("{}", failure);
        return;
      }
      Duration delay = backoff.delay(deathsInARow);
      notBeforeNanos = System.nanoTime() + delay.toNanos();
      restarts++;
      become(Life.BACKING_OFF, how);
      log.warn("{} {}; started again in {} ms", component.name(), how, delay.toMillis());
    }

    void stop() {
      if (preparing != null) {
        preparing.cancel(true);
      }
      cancelProbe();
      if (process != null) {
        become(Life.STOPPING, "");
        publish();
        endProcess();
        process = null;
        startTicks = 0;
      }
      if (life != Life.STOPPED) {
        become(Life.STOPPED, "");
      }
      publish();
    }

    private void endProcess() {
      Process p = process;
      LinuxProcesses.signal(component.stopSignal(), p.pid());
      if (!await(component.stopWithin(), () -> !p.isAlive())) {
        log.warn(
            "{} did not end within {} s and is killed",
            component.name(),
            component.stopWithin().toSeconds());
        p.destroyForcibly();
        await(Duration.ofSeconds(5), () -> !p.isAlive());
      }
      LinuxProcesses.killSessionOf(p.pid());
    }

    private void cancelProbe() {
      if (probing != null) {
        probing.cancel(true);
        probing = null;
      }
    }

    private void become(Life next, String why) {
      life = next;
      note = why;
      since = clock.instant();
    }
  }
}

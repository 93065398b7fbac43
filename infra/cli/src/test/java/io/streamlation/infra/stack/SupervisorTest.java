package io.streamlation.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.infra.stack.Component.StartLine;
import io.streamlation.infra.stack.StackState.ComponentState;
import io.streamlation.infra.stack.StackState.Life;
import io.streamlation.infra.stack.StackState.Phase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real, tiny child processes: shells that write what happens to them into a file. */
class SupervisorTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Backoff QUICK =
      new Backoff(Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(60));

  @TempDir Path data;
  private Supervisor supervisor;

  @AfterEach
  void leaveNothing() {
    if (supervisor != null) {
      supervisor.close();
    }
  }

  @Test
  void startsInOrderAndStopsInReverse() throws Exception {
    supervise(diary("first"), diary("second", "first"), diary("third", "second"));
    until(() -> supervisor.state().phase() == Phase.READY);
    supervisor.close();

    assertThat(Files.readAllLines(data.resolve("diary")))
        .containsExactly(
            "first up", "second up", "third up", "third down", "second down", "first down");
    assertThat(supervisor.state().phase()).isEqualTo(Phase.STOPPED);
    assertThat(supervisor.state().components()).allMatch(c -> c.pid() == 0);
  }

  @Test
  void startsAgainWhatDies() {
    supervise(diary("steady"), diary("mortal"));
    until(() -> supervisor.state().phase() == Phase.READY);
    ComponentState before = supervisor.state().component("mortal").orElseThrow();
    long steady = supervisor.state().component("steady").orElseThrow().pid();

    LinuxProcesses.signal("KILL", before.pid());

    until(() -> is("mortal", Life.READY) && of("mortal").restarts() == 1);
    assertThat(of("mortal").pid()).isNotEqualTo(before.pid());
    assertThat(of("steady").pid()).isEqualTo(steady);
  }

  @Test
  void saysHowTheOneBeforeEnded() {
    supervise(component("mortal", "touch \"$READY\"; exec sleep 1000"));
    until(() -> is("mortal", Life.READY));

    LinuxProcesses.signal("KILL", of("mortal").pid());

    until(() -> is("mortal", Life.READY) && of("mortal").restarts() == 1);
    assertThat(of("mortal").lastEnd()).contains("was ended by signal 9 (kill -9");
  }

  @Test
  void keepsOneOffTheAirUntilItIsLetGo() {
    supervise(component("held", "touch \"$READY\"; exec sleep 1000"));
    until(() -> is("held", Life.READY));
    long before = of("held").pid();

    supervisor.hold("held");

    until(() -> of("held").pid() == 0);
    assertThat(LinuxProcesses.inSessionOf(before)).isEmpty();
    assertThat(of("held").note()).contains("held off the air");

    supervisor.letGo("held");

    until(() -> is("held", Life.READY));
    assertThat(of("held").pid()).isNotEqualTo(before);
  }

  @Test
  void waitsLongerAfterEachDeath() {
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), SOON);

    assertThat(backoff.delay(1)).hasMillis(500);
    assertThat(backoff.delay(2)).hasMillis(1_000);
    assertThat(backoff.delay(3)).hasMillis(2_000);
    assertThat(backoff.delay(40)).hasSeconds(30);
  }

  @Test
  void givesTheStackUpWhenOneNeverComesUp() throws Exception {
    supervise(diary("steady"), component("broken", "echo no such luck; exit 7"));

    StackState end = supervisor.awaitEnd();

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.failure()).contains("broken").contains("exit code 7").contains("broken.log");
    assertThat(Files.readString(data.resolve("logs/broken.log"))).contains("no such luck");
    assertThat(Files.readAllLines(data.resolve("diary"))).endsWith("steady down");
  }

  @Test
  void endsAStartThatTakesTooLong() throws Exception {
    Component slow =
        new Component(
            "slow",
            "",
            Set.of(),
            List.of(),
            () -> shell("sleep 1000"),
            () -> Optional.of("it has not said hello"),
            Duration.ofMillis(200),
            "TERM",
            Duration.ofSeconds(5));
    supervise(slow);

    assertThat(supervisor.awaitEnd().failure()).contains("slow").contains("it has not said hello");
  }

  @Test
  void killsWhatDoesNotEndWhenAsked() {
    supervise(component("stubborn", "trap '' TERM; touch \"$READY\"; while :; do sleep 1; done"));
    until(() -> is("stubborn", Life.READY));
    long pid = of("stubborn").pid();

    supervisor.close();

    assertThat(LinuxProcesses.inSessionOf(pid)).isEmpty();
  }

  @Test
  void takesGrandchildrenAlong() {
    supervise(component("parent", "sleep 1001 & touch \"$READY\"; wait"));
    until(() -> is("parent", Life.READY));
    long first = of("parent").pid();
    assertThat(LinuxProcesses.inSessionOf(first)).hasSizeGreaterThan(1);

    LinuxProcesses.signal("KILL", first);
    until(() -> is("parent", Life.READY) && of("parent").pid() != first);

    assertThat(LinuxProcesses.inSessionOf(first)).isEmpty();
  }

  @Test
  void namesAPortThatIsTakenAndTheSettingThatChangesIt() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(Port.HOST))) {
      Component needsIt =
          new Component(
              "api",
              "",
              Set.of(),
              List.of(Port.CONTROL),
              () -> shell("sleep 1000"),
              Optional::empty,
              SOON,
              "TERM",
              SOON);
      StackSettings settings =
          StackSettings.of(
              data,
              data,
              Optional.empty(),
              Map.of("control.port", String.valueOf(other.getLocalPort())));
      Supervisor blocked = new Supervisor(List.of(needsIt), settings, QUICK, Clock.systemUTC());

      assertThatThrownBy(blocked::start)
          .hasMessageContaining(String.valueOf(other.getLocalPort()))
          .hasMessageContaining("control.port")
          .hasMessageContaining("--port-offset");
    }
  }

  @Test
  void refusesASecondSupervisorOnTheSameFolder() {
    supervise(diary("one"));

    Supervisor second =
        new Supervisor(
            List.of(diary("two")), StackSettings.usual(data, data), QUICK, Clock.systemUTC());

    assertThatThrownBy(second::start)
        .hasMessageContaining("already runs")
        .hasMessageContaining("--data");
  }

  @Test
  void childrenDieWithASupervisorThatIsKilled() throws Exception {
    Process killed = supervisorInItsOwnJvm();
    StackState left = awaitReadyIn(killed);

    killed.destroyForcibly().waitFor();

    until(
        () ->
            left.components().stream()
                .allMatch(c -> !LinuxProcesses.isAlive(c.pid(), c.startTicks())));
  }

  @Test
  void theNextStartEndsWhatAKilledSupervisorLeft() throws Exception {
    // A child that ignores the signal it gets when its supervisor dies.
    Process killed =
        supervisorInItsOwnJvm("trap '' TERM; touch \"$READY\"; while :; do sleep 1; done");
    StackState left = awaitReadyIn(killed);
    ComponentState orphan = left.components().get(0);
    killed.destroyForcibly().waitFor();
    assertThat(LinuxProcesses.isAlive(orphan.pid(), orphan.startTicks())).isTrue();
    Files.deleteIfExists(data.resolve("child.ready"));

    supervise(diary("child"));
    until(() -> supervisor.state().phase() == Phase.READY);

    assertThat(LinuxProcesses.isAlive(orphan.pid(), orphan.startTicks())).isFalse();
    assertThat(LinuxProcesses.inSessionOf(orphan.pid())).isEmpty();
  }

  /** What {@link #supervisorInItsOwnJvm} runs: folder, then the script of its one child. */
  static final class OwnJvm {
    public static void main(String[] args) {
      Path data = Path.of(args[0]);
      new Supervisor(
              List.of(component(data, "child", args[1])),
              StackSettings.usual(data, data),
              QUICK,
              Clock.systemUTC())
          .start();
    }
  }

  private Process supervisorInItsOwnJvm() throws Exception {
    return supervisorInItsOwnJvm("touch \"$READY\"; exec sleep 1002");
  }

  private Process supervisorInItsOwnJvm(String script) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OwnJvm.class.getName(),
            data.toString(),
            script)
        .inheritIO()
        .start();
  }

  private StackState awaitReadyIn(Process jvm) {
    until(
        () -> {
          assertThat(jvm.isAlive()).isTrue();
          return StackState.readRunning(new RunFolder(data))
              .filter(s -> s.phase() == Phase.READY)
              .isPresent();
        });
    return StackState.read(new RunFolder(data)).orElseThrow();
  }

  private void supervise(Component... components) {
    supervisor =
        new Supervisor(
            List.of(components), StackSettings.usual(data, data), QUICK, Clock.systemUTC());
    supervisor.start();
  }

  private ComponentState of(String name) {
    return supervisor.state().component(name).orElseThrow();
  }

  private boolean is(String name, Life life) {
    return of(name).life() == life;
  }

  /** Writes "name up" and, when asked to end, "name down". */
  private Component diary(String name, String... after) {
    String script =
        "trap 'echo %1$s down >> diary; exit 0' TERM; echo %1$s up >> diary; touch \"$READY\";"
            + " while :; do sleep 0.05; done";
    return component(data, name, script.formatted(name), after);
  }

  private Component component(String name, String script) {
    return component(data, name, script);
  }

  private static Component component(Path data, String name, String script, String... after) {
    Path ready = data.resolve(name + ".ready");
    return new Component(
        name,
        "",
        Set.of(after),
        List.of(),
        () -> {
          Files.deleteIfExists(ready);
          return new StartLine(
              List.of(), List.of("sh", "-c", script), Map.of("READY", ready.toString()));
        },
        () -> Files.exists(ready) ? Optional.empty() : Optional.of("it is not up"),
        SOON,
        "TERM",
        Duration.ofSeconds(2));
  }

  private static StartLine shell(String script) {
    return StartLine.of(List.of("sh", "-c", script));
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited %s in vain", SOON).isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }
}

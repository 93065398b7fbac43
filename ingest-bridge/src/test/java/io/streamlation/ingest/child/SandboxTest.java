package io.streamlation.ingest.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streamlation.ingest.support.Studio;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a child does that was taken over by its input: a script that tries, held as decoders are.
 */
@Timeout(60)
class SandboxTest {
  private static final Allowance DECODER = Allowance.sealed(1L << 30, Duration.ofSeconds(10));

  @TempDir static Path scripts;

  private static ChildProgram perl;
  private static Sandbox strongest;

  @BeforeAll
  static void find() throws IOException {
    // Part of every Debian: it can try whatever a taken-over decoder could.
    perl =
        ChildProgram.of(Path.of("/usr/bin/perl"), Map.of("ONLY", "this")).reading(List.of(scripts));
    strongest = Sandbox.strongest(perl, script("1"));
  }

  private static String script(String text) throws IOException {
    Path file = scripts.resolve(Integer.toHexString(text.hashCode()) + ".pl");
    return Files.writeString(file, "$| = 1; " + text).toString();
  }

  private record Done(int exit, String said) {}

  private static Done run(Sandbox sandbox, Allowance allowance, String script) throws Exception {
    return run(sandbox, allowance, Optional.empty(), script);
  }

  private static Done run(Sandbox sandbox, Allowance allowance, Optional<Path> input, String script)
      throws Exception {
    Process child = sandbox.start(perl, List.of(script(script)), allowance, input, true);
    try {
      child.getOutputStream().close();
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).as("it ends; it said: %s", said).isTrue();
      return new Done(child.exitValue(), said);
    } finally {
      child.destroyForcibly();
    }
  }

  private static void needsBubblewrap() {
    assumeTrue(
        strongest.kind() == Sandbox.Kind.BUBBLEWRAP,
        () -> "NOT TESTED: this machine has no bubblewrap that works: " + strongest.lacking());
  }

  /** What is tried, and how it ends. */
  private record Attempt(String what, String script, String ends) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Attempt> attempts() {
    return Stream.of(
        new Attempt("read /etc/passwd", open("<", "/etc/passwd"), "No such file"),
        new Attempt("read its own memory map", open("<", "/proc/self/maps"), "No such file"),
        new Attempt("list the disk", "print join ',', sort map { s|^/||r } </*>", "lib"),
        new Attempt("write a file", open(">", "/tmp/x"), "No such file|Read-only|not permitted"),
        new Attempt("write at the root", open(">", "/x"), "Read-only"),
        new Attempt("write over its program", open(">", "/usr/bin/perl"), "Read-only"),
        new Attempt("open a socket", socket(2, 1), "not permitted"),
        new Attempt("open a datagram socket", socket(2, 2), "not permitted"),
        new Attempt("open a raw socket", socket(2, 3), "not permitted"),
        new Attempt("open an IPv6 socket", socket(10, 1), "not permitted"),
        new Attempt("open a local socket", socket(1, 1), "not permitted"),
        new Attempt("open a netlink socket", socket(16, 3), "not permitted"),
        new Attempt("fork", "defined fork or die $!; print 'TWO'", "not permitted"),
        new Attempt("run a shell", "exec '/bin/sh', '-c', 'echo IN' or die $!", "No such file"),
        new Attempt("watch another process", call(101, 16, 1, 0, 0), "not permitted"),
        new Attempt("make a namespace", call(272, 0x10000000), "not permitted"),
        new Attempt("mount", call(165, 0, 0, 0, 0, 0), "not permitted"),
        new Attempt("kill", "kill(9, -1) or die $!; print 'KILLED'", "not permitted"),
        new Attempt("use io_uring", call(425, 1, 0), "not permitted"),
        new Attempt("load a program into the kernel", call(321, 0, 0, 0), "not permitted"),
        new Attempt("keep a key", call(250, 0, -3, 1), "not permitted"));
  }

  private static String open(String how, String path) {
    return "open(F, '" + how + "', '" + path + "') or die $!; print 'OPEN'";
  }

  private static String socket(int family, int type) {
    return "socket(S, " + family + ", " + type + ", 0) or die $!; print 'OPEN'";
  }

  private static String call(int... numbers) {
    String words = String.join(", ", Stream.of(numbers).flatMap(SandboxTest::words).toList());
    return "syscall(" + words + ") >= 0 or die $!; print 'DONE'";
  }

  private static Stream<String> words(int[] numbers) {
    return java.util.Arrays.stream(numbers).mapToObj(Integer::toString);
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void cannot(Attempt attempt) throws Exception {
    needsBubblewrap();
    Done done = run(strongest, DECODER, attempt.script());
    assertThat(done.said())
        .containsPattern(attempt.ends())
        .doesNotContain("OPEN", "TWO", "IN\n", "DONE", "KILLED", "root,", "home");
  }

  @ParameterizedTest
  @EnumSource(Sandbox.Kind.class)
  void findsNothingOfOursInItsEnvironment(Sandbox.Kind kind) throws Exception {
    Done done = run(held(kind), DECODER, "print map { \"$_=$ENV{$_}\\n\" } sort keys %ENV");
    assertThat(done.said().lines()).contains("ONLY=this").allMatch(l -> l.matches("(ONLY|PWD)=.*"));
  }

  @ParameterizedTest
  @EnumSource(Sandbox.Kind.class)
  void getsNoMoreMemoryThanItMayHave(Sandbox.Kind kind) throws Exception {
    Done done = run(held(kind), DECODER, "my $x = 'x' x 4_000_000_000; print 'HAVE'");
    assertThat(done.exit()).isNotZero();
    assertThat(done.said()).containsIgnoringCase("memory").doesNotContain("HAVE");
  }

  @ParameterizedTest
  @EnumSource(Sandbox.Kind.class)
  void doesNotRunForEver(Sandbox.Kind kind) throws Exception {
    Allowance brief = Allowance.sealed(1L << 30, Duration.ofSeconds(1));
    Done done = run(held(kind), brief, "1 while 1");
    assertThat(done.exit()).isNotZero();
  }

  @ParameterizedTest
  @EnumSource(Sandbox.Kind.class)
  void opensFewFilesAndLeavesNoCore(Sandbox.Kind kind) throws Exception {
    Process child =
        held(kind)
            .start(perl, List.of(script("print 'up'; <STDIN>; unpack 'p', pack 'Q', 1")), DECODER);
    try {
      assertThat(child.getInputStream().readNBytes(2)).asString().isEqualTo("up");
      ProcessHandle script =
          Stream.concat(Stream.of(child.toHandle()), child.descendants())
              .filter(p -> p.info().command().orElse("").endsWith("perl"))
              .findFirst()
              .orElseThrow();
      String limits = Files.readString(Path.of("/proc/" + script.pid() + "/limits"));
      assertThat(limits)
          .containsPattern("Max core file size +0 +0 ")
          .containsPattern("Max file size +0 +0 ")
          .containsPattern("Max open files +32 +32 ")
          .containsPattern("Max address space +1073741824 +1073741824 ")
          .containsPattern("Max cpu time +10 +10 ");
      child.getOutputStream().close();
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).as("it crashed").isNotZero();
    } finally {
      child.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sandbox.Kind.class,
      names = {"BUBBLEWRAP", "NAMESPACES"})
  void reachesNobody(Sandbox.Kind kind) throws Exception {
    try (ServerSocket canary = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      run(held(kind), DECODER, connect(canary));
      assertThat(wasCalled(canary)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sandbox.Kind.class,
      names = {"BUBBLEWRAP", "NAMESPACES"})
  void aReceiverReachesItsRelay(Sandbox.Kind kind) throws Exception {
    try (ServerSocket relay = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      Done done = run(held(kind), DECODER.withNetwork(), connect(relay));
      assertThat(done.said()).contains("CONNECTED");
      assertThat(wasCalled(relay)).isTrue();
    }
  }

  @Test
  void aReceiverOpensNoSocketsButOfTheNet() throws Exception {
    needsBubblewrap();
    for (String script : List.of(socket(1, 1), socket(17, 3), "fork // die $!; print 'TWO'")) {
      assertThat(run(strongest, DECODER.withNetwork(), script).said()).contains("not permitted");
    }
  }

  private static String connect(ServerSocket to) {
    return "socket(S, 2, 1, 0) or die $!; connect(S, pack('S n C4 x8', 2, "
        + to.getLocalPort()
        + ", 127, 0, 0, 1)) or die $!; print 'CONNECTED'";
  }

  private static boolean wasCalled(ServerSocket server) throws IOException {
    server.setSoTimeout(100);
    try {
      server.accept().close();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void writesToItsOwnFolderOnlyAndNoLargerThanItMay(@TempDir Path folder) throws Exception {
    needsBubblewrap();
    Allowance writer = DECODER.writing(folder, 1024);
    String put = "print F 'x' x %d; close F or die $!; print 'WRITTEN'";
    String file = "open(F, '>', '" + folder + "/a') or die $!; ";
    assertThat(run(strongest, writer, file + put.formatted(1000)).said()).contains("WRITTEN");
    assertThat(Files.size(folder.resolve("a"))).isEqualTo(1000);
    assertThat(run(strongest, writer, file + put.formatted(5000)).said()).doesNotContain("WRITTEN");
    assertThat(run(strongest, writer, open(">", folder + "-beside")).said())
        .containsPattern("No such file|Read-only");
  }

  @Test
  void readsTheFileItWasGivenAndNotByName(@TempDir Path folder) throws Exception {
    needsBubblewrap();
    Path file = Files.writeString(folder.resolve("a"), "given");
    Optional<Path> given = Optional.of(file);
    assertThat(run(strongest, DECODER, given, "print <STDIN>").said()).isEqualTo("given");
    assertThat(run(strongest, DECODER, given, open("<", file.toString())).said())
        .contains("No such file");
  }

  @ParameterizedTest
  @EnumSource(Sandbox.Kind.class)
  void isGoneOnceKilled(Sandbox.Kind kind) throws Exception {
    Process child = held(kind).start(perl, List.of(script("print 'up'; <STDIN>")), DECODER);
    assertThat(child.getInputStream().readNBytes(2)).asString().isEqualTo("up");
    List<ProcessHandle> all =
        Stream.concat(Stream.of(child.toHandle()), child.descendants()).toList();
    child.destroyForcibly();
    until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void livesOnWhenTheThreadThatBeganItEnds() throws Exception {
    Process[] begun = new Process[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                begun[0] = strongest.start(perl, List.of(script("print <STDIN>")), DECODER);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    thread.join();
    begun[0].getOutputStream().write("still here".getBytes(StandardCharsets.UTF_8));
    begun[0].getOutputStream().close();
    assertThat(begun[0].getInputStream().readAllBytes()).asString().isEqualTo("still here");
  }

  @Test
  void theDecoderItselfOpensNeitherFilesNorTheNetwork() throws Exception {
    needsBubblewrap();
    for (String input : List.of("/etc/passwd", "tcp://127.0.0.1:1", "http://127.0.0.1:1/a")) {
      Process child =
          Studio.FFMPEG
              .sandbox()
              .start(
                  Studio.FFMPEG.child(),
                  List.of("-nostdin", "-hide_banner", "-i", input),
                  DECODER,
                  Optional.empty(),
                  true);
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).as(input).containsPattern("No such file|not permitted");
    }
  }

  @Test
  void whatIsMissingIsSaid() throws Exception {
    ChildProgram broken =
        new ChildProgram(perl.file(), List.of(perl.file()), Map.of()); // without its libraries
    Sandbox weaker = Sandbox.strongest(broken, script("1"));
    assertThat(weaker.kind()).isNotEqualTo(Sandbox.Kind.BUBBLEWRAP);
    assertThat(weaker.lacking().get(0)).startsWith("bubblewrap: ").contains("bwrap");
    assertThat(weaker.isAtLeast(Sandbox.Kind.BUBBLEWRAP)).isFalse();
    assertThat(weaker.isAtLeast(Sandbox.Kind.LIMITS)).isTrue();
  }

  /** Of a strength that this machine has; weaker ones it always has. */
  private static Sandbox held(Sandbox.Kind kind) throws IOException {
    assumeTrue(
        strongest.isAtLeast(kind),
        () -> "NOT TESTED: this machine does not offer " + kind + ": " + strongest.lacking());
    return Sandbox.ofKind(kind);
  }

  private static void until(BooleanSupplier met) {
    long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!met.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 10 s").isLessThan(limit);
      Thread.onSpinWait();
    }
  }
}

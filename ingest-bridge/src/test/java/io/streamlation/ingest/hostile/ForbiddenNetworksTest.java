package io.streamlation.ingest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The forbidden networks for real, in namespaces: a bridge in one, in the other an origin on the
 * open net and, behind a line of their own, canaries on private, metadata and carrier addresses.
 * Counted are the packets on that line.
 */
@Tag("ingest")
@Timeout(180)
class ForbiddenNetworksTest {
  private static final String BRIDGE = "sl-bridge-" + ProcessHandle.current().pid();
  private static final String INSIDE = "sl-inside-" + ProcessHandle.current().pid();

  private Process town;

  @BeforeEach
  void build() throws Exception {
    assumeTrue(
        run("ip", "netns", "add", BRIDGE) == 0,
        "NOT TESTED: network namespaces need root and iproute2 (apt-get install iproute2)");
    sh("ip netns add " + INSIDE);
    sh("ip -n " + BRIDGE + " link add open0 type veth peer name open1 netns " + INSIDE);
    sh("ip -n " + BRIDGE + " link add dark0 type veth peer name dark1 netns " + INSIDE);
    for (String line : List.of("dark0", "dark1")) {
      // No chatter of IPv6's own, so that every packet counted is one that somebody sent.
      String where = line.endsWith("0") ? BRIDGE : INSIDE;
      sh("ip netns exec " + where + " sysctl -qw net.ipv6.conf." + line + ".disable_ipv6=1");
    }
    sh("ip -n " + BRIDGE + " addr add 93.184.216.35/24 dev open0");
    sh("ip -n " + INSIDE + " addr add " + Town.OPEN + "/24 dev open1");
    sh("ip -n " + BRIDGE + " addr add 192.0.2.1/32 dev dark0");
    for (String address : Town.FORBIDDEN) {
      sh("ip -n " + INSIDE + " addr add " + address + "/32 dev dark1");
    }
    for (String line : List.of("lo", "open0", "dark0")) {
      sh("ip -n " + BRIDGE + " link set " + line + " up");
    }
    for (String line : List.of("lo", "open1", "dark1")) {
      sh("ip -n " + INSIDE + " link set " + line + " up");
    }
    sh("ip -n " + BRIDGE + " route add default dev dark0");
    sh("ip -n " + INSIDE + " route add 192.0.2.1/32 dev dark1");
    town = java(INSIDE, Town.class);
    assertThat(town.inputReader().readLine()).isEqualTo("open");
  }

  @AfterEach
  void tearDown() throws Exception {
    if (town != null) {
      town.destroyForcibly();
    }
    run("ip", "netns", "del", BRIDGE);
    run("ip", "netns", "del", INSIDE);
  }

  @Test
  void noPacketLeavesForTheForbiddenNetworks() throws Exception {
    long before = packetsInTheDark();
    Process traveller = java(BRIDGE, Traveller.class);
    String said = new String(traveller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(traveller.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(said).contains("all refused").doesNotContain("TAKEN");
    assertThat(packetsInTheDark() - before).as("packets at the canaries; %s", said).isZero();
    System.out.println("forbidden networks: " + said.strip() + ", canary packets: 0");

    // The canaries would have heard: without the check somebody answers.
    Process careless = java(BRIDGE, Careless.class);
    assertThat(new String(careless.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("reached " + Town.FORBIDDEN.size());
    assertThat(packetsInTheDark() - before).isPositive();
  }

  private static long packetsInTheDark() throws Exception {
    Process process =
        new ProcessBuilder(
                "ip", "netns", "exec", INSIDE, "cat", "/sys/class/net/dark1/statistics/rx_packets")
            .start();
    // sysfs shows the namespace it was mounted in: `ip netns exec` mounts it anew.
    return Long.parseLong(
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
  }

  private static Process java(String namespace, Class<?> program) throws IOException {
    Path log = Files.createTempFile("forbidden-networks", ".log");
    log.toFile().deleteOnExit();
    return new ProcessBuilder(
            "ip",
            "netns",
            "exec",
            namespace,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx200m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.net.preferIPv4Stack=true",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName())
        .redirectError(log.toFile())
        .start();
  }

  private static void sh(String command) throws Exception {
    assertThat(run(command.split(" "))).as(command).isZero();
  }

  private static int run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1; // there is no such program
    }
  }
}

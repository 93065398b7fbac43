package io.streamlation.infra.faults;

import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.stack.StackState.ComponentState;
import io.streamlation.infra.stack.Supervisor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** The stack, the channels on it, and what can be done to them. */
final class Arena {
  private static final String BRIDGE = "ingest-bridge";

  private final Supervisor supervisor;
  private final ControlClient client;
  private final AudioTopic audio;
  private final Poison poison;
  private final Optional<Disk> disk;
  private final RandomGenerator random;
  private final List<OnAir> channels = new CopyOnWriteArrayList<>();

  Arena(
      Supervisor supervisor,
      ControlClient client,
      String bootstrap,
      Optional<Disk> disk,
      RandomGenerator random) {
    this.supervisor = supervisor;
    this.client = client;
    this.audio = new AudioTopic(bootstrap);
    this.poison = new Poison(bootstrap, audio);
    this.disk = disk;
    this.random = random;
  }

  Supervisor supervisor() {
    return supervisor;
  }

  ControlClient client() {
    return client;
  }

  AudioTopic audio() {
    return audio;
  }

  Poison poison() {
    return poison;
  }

  Disk disk() {
    return disk.orElseThrow(() -> new IllegalStateException("there is no disk to be filled"));
  }

  void add(OnAir channel) {
    channels.add(channel);
  }

  /** All that were put on air, those that are over included. */
  List<OnAir> channels() {
    return channels;
  }

  List<OnAir> onAir() {
    return channels.stream().filter(c -> !c.isOver()).toList();
  }

  /** kill -9. */
  void kill(String component) {
    ComponentState state = supervisor.state().component(component).orElseThrow();
    if (!ProcessHandle.of(state.pid()).map(ProcessHandle::destroyForcibly).orElse(false)) {
      throw new IllegalStateException(component + " has no process to kill: " + state);
    }
  }

  /** kill -9 of the decoder of one channel, whichever; its events say of which. */
  void killDecoder() {
    long bridge = supervisor.state().component(BRIDGE).orElseThrow().pid();
    List<ProcessHandle> decoders =
        ProcessHandle.of(bridge)
            .orElseThrow()
            .descendants()
            .filter(p -> p.info().command().orElse("").endsWith("ffmpeg"))
            .toList();
    if (decoders.isEmpty()) {
      throw new IllegalStateException("the bridge has no decoder to kill");
    }
    decoders.get(random.nextInt(decoders.size())).destroyForcibly();
  }
}

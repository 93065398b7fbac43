package io.streamlation.ingest;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.StreamKeys;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Playout;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.assign.SessionWatch;
import io.streamlation.ingest.child.Sandbox;
import io.streamlation.ingest.decode.DecoderProgram;
import io.streamlation.ingest.decode.SoundProbe;
import io.streamlation.ingest.probe.PlaylistLook;
import io.streamlation.ingest.probe.ProbeDoor;
import io.streamlation.ingest.probe.Prober;
import io.streamlation.ingest.publish.Bus;
import io.streamlation.ingest.publish.EpochPublisher.SpoolSettings;
import io.streamlation.ingest.rehost.FolderStore;
import io.streamlation.ingest.rehost.RehostSettings;
import io.streamlation.ingest.rehost.Rehosting;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.source.dash.DashLimits;
import io.streamlation.ingest.source.dash.DashSource;
import io.streamlation.ingest.source.file.FileSource;
import io.streamlation.ingest.source.hls.HlsLimits;
import io.streamlation.ingest.source.hls.HlsSource;
import io.streamlation.ingest.source.push.PushDoor;
import io.streamlation.ingest.source.push.PushGate;
import io.streamlation.ingest.supervise.Backoff;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.supervise.Sources;
import io.streamlation.ingest.supervise.SupervisorSettings;
import io.streamlation.ingest.supervise.TakeUp;
import io.streamlation.ingest.supervise.Tenure;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans in, frames out. Started with {@code key=value} arguments; ends cleanly on SIGTERM. */
public final class IngestBridge {
  private static final Logger LOG = LoggerFactory.getLogger(IngestBridge.class);
  private static final int EXIT_SETTINGS = 2;
  private static final int EXIT_PORT = 3;
  private static final int EXIT_KAFKA = 4;
  private static final int EXIT_SANDBOX = 5;
  private static final int EXIT_FAULT = 70;
  private static final Duration KAFKA_FIRST_LIMIT = Duration.ofSeconds(60);
  private static final Duration TIDY_EVERY = Duration.ofSeconds(10);
  private static final long SHUTDOWN_LIMIT_SECONDS = 10;

  private IngestBridge() {}

  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          LOG.error("thread {} failed; the bridge ends", thread.getName(), e);
          Runtime.getRuntime().halt(EXIT_FAULT);
        });
    Settings settings;
    try {
      settings = Settings.of(arguments);
    } catch (Settings.Refused e) {
      System.err.println(e.getMessage());
      System.exit(EXIT_SETTINGS);
      return;
    }
    System.exit(run(settings));
  }

  private static int run(Settings settings) {
    PrometheusRegistry registry = new PrometheusRegistry();
    JvmMetrics.builder().register(registry);
    Metrics metrics = new Metrics(registry);
    HTTPServer metricsServer;
    try {
      metricsServer =
          HTTPServer.builder()
              .inetAddress(InetAddress.getByName(settings.metricsHost()))
              .port(settings.metricsPort())
              .registry(registry)
              .buildAndStart();
    } catch (IOException e) {
      LOG.error(
          "the metrics address {}:{} cannot be opened ({}); choose another with metrics.port",
          settings.metricsHost(),
          settings.metricsPort(),
          e.getMessage());
      return EXIT_PORT;
    }
    Clock clock = Clock.systemUTC();
    DecoderProgram decoder;
    try {
      decoder =
          DecoderProgram.bundled(
              settings.decoderMemoryBytes(), settings.decoderCpu(), settings.decoderStreams());
    } catch (IOException e) {
      LOG.error("the bundled ffmpeg does not start: {}", e.getMessage());
      metricsServer.close();
      return EXIT_SANDBOX;
    }
    if (!holds(decoder.sandbox(), settings, metrics)) {
      metricsServer.close();
      return EXIT_SANDBOX;
    }
    Optional<PushGate> gate;
    try {
      gate = gate(settings);
    } catch (IOException e) {
      LOG.error("push.secret.file: {}", e.getMessage());
      metricsServer.close();
      return EXIT_SETTINGS;
    }
    try (CheckedHttp http = http(settings, clock);
        Bus bus =
            Bus.connect(
                settings.kafkaBootstrap(),
                "ingest-bridge-" + settings.bridgeId(),
                (long) settings.mostChannels() * settings.publishQueueFrames());
        HTTPServer closedAtTheEnd = metricsServer;
        ProbeDoor probes = probes(settings, metrics, clock, decoder, http);
        PushDoor pushes = pushes(settings, gate)) {
      Optional<String> fault = awaitTopics(bus);
      if (fault.isPresent()) {
        LOG.error("{}", fault.get());
        return EXIT_KAFKA;
      }
      LOG.info(
          "bridge {} is up; metrics on {}:{}, probes on {}:{}",
          settings.bridgeId(),
          settings.metricsHost(),
          closedAtTheEnd.getPort(),
          settings.probeHost(),
          probes.port());
      if (pushes != null) {
        LOG.info("the RTMP server asks on 127.0.0.1:{}", pushes.port());
      }
      watch(settings, metrics, clock, decoder, http, gate, bus);
      return 0;
    } catch (IOException e) {
      LOG.error(
          "a port cannot be opened ({}): {}:{} for probes (probe.port), or {} for the RTMP server"
              + " (push.gate.port)",
          e.getMessage(),
          settings.probeHost(),
          settings.probePort(),
          settings.pushGatePort());
      return EXIT_PORT;
    }
  }

  /** Null where nobody may push. */
  private static PushDoor pushes(Settings settings, Optional<PushGate> gate) throws IOException {
    return gate.isEmpty() ? null : new PushDoor(gate.get(), settings.pushGatePort());
  }

  private static Optional<PushGate> gate(Settings settings) throws IOException {
    return settings.pushSecretFile().isEmpty()
        ? Optional.empty()
        : Optional.of(new PushGate(StreamKeys.of(settings.pushSecretFile().get())));
  }

  /** Says once what holds the children here; false if that is less than what is demanded. */
  private static boolean holds(Sandbox sandbox, Settings settings, Metrics metrics) {
    for (Sandbox.Kind kind : Sandbox.Kind.values()) {
      metrics.sandbox.labelValues(kind.word()).set(kind == sandbox.kind() ? 1 : 0);
    }
    if (!sandbox.isAtLeast(settings.sandboxLeast())) {
      LOG.error(
          "sandbox.least is {}, and this machine offers {} only ({}); install bubblewrap and allow"
              + " user namespaces, or lower sandbox.least",
          settings.sandboxLeast().word(),
          sandbox.kind().word(),
          String.join("; ", sandbox.lacking()));
      return false;
    }
    if (sandbox.lacking().isEmpty()) {
      LOG.info("children are held by {}", sandbox.kind().word());
    } else {
      LOG.warn(
          "children are held by {} only ({}); docs/11-ingest.md says what that leaves open",
          sandbox.kind().word(),
          String.join("; ", sandbox.lacking()));
    }
    return true;
  }

  private static ProbeDoor probes(
      Settings settings, Metrics metrics, Clock clock, DecoderProgram decoder, CheckedHttp http)
      throws IOException {
    Optional<String> secret =
        settings.probeSecretFile().isEmpty()
            ? Optional.empty()
            : Optional.of(Files.readString(settings.probeSecretFile().get()).strip());
    return new ProbeDoor(
        settings.probeHost(),
        settings.probePort(),
        secret,
        new Prober(
            request ->
                open(
                    SessionPlan.newBuilder()
                        .setPlayout(Playout.newBuilder().setMode(Playout.Mode.MODE_NONE))
                        .setSource(request.getSource())
                        .setSourceLanguage(request.getSourceLanguage())
                        .build(),
                    settings,
                    http,
                    new Lines(settings, http, decoder, Optional.empty(), clock),
                    metrics,
                    clock),
            new SoundProbe(decoder),
            settings.probeLimit(),
            settings.probeMost(),
            System::nanoTime),
        new PlaylistLook(http));
  }

  private static CheckedHttp http(Settings settings, Clock clock) {
    settings
        .allowedSources()
        .forEach(
            place -> LOG.warn("allow.source: {} may be fetched although it may be closed", place));
    return new CheckedHttp(
        new AddressCheck(
            settings.sourceSchemes(),
            settings.sourcePorts(),
            settings.allowedSources(),
            HostLookup.ofTheSystem()),
        new CheckedHttp.Limits(
            settings.httpConnect(),
            settings.httpSilence(),
            settings.httpTotal(),
            settings.httpRedirects()),
        clock);
  }

  /** A session must have the same partition number on each of these topics; a complaint if not. */
  private static Optional<String> awaitTopics(Bus bus) {
    long deadlineNanos = System.nanoTime() + KAFKA_FIRST_LIMIT.toNanos();
    while (true) {
      try {
        List<Integer> counts =
            List.of(
                bus.partitions(Topics.SESSIONS),
                bus.partitions(Topics.CLAIMS),
                bus.partitions(Topics.AUDIO));
        return counts.stream().distinct().count() == 1
            ? Optional.empty()
            : Optional.of(
                "topics sessions, claims and audio have "
                    + counts
                    + " partitions; they must have the same number: make them anew");
      } catch (KafkaException e) {
        if (System.nanoTime() > deadlineNanos) {
          return Optional.of(
              "Kafka or its topics cannot be found at kafka.bootstrap (" + e.getMessage() + ")");
        }
        LOG.warn("waiting for Kafka and its topics: {}", e.getMessage());
      }
    }
  }

  private static void watch(
      Settings settings,
      Metrics metrics,
      Clock clock,
      DecoderProgram decoder,
      CheckedHttp http,
      Optional<PushGate> gate,
      Bus bus) {
    Lines lines = new Lines(settings, http, decoder, gate, clock);
    Sources sources = plan -> open(plan, settings, http, lines, metrics, clock);
    Factory factory = new Factory();
    Optional<Rehosting> rehosting = rehosting(settings, metrics, clock, decoder);
    // Who stood still for half the time that the others wait asks first whose its sessions are.
    Tenure tenure =
        new Tenure(settings.kafkaSessionTimeout().dividedBy(2), System::nanoTime).beating();
    SessionWatch sessions =
        new SessionWatch(
            SessionWatch.member(
                settings.kafkaBootstrap(),
                settings.kafkaGroup(),
                settings.kafkaSessionTimeout(),
                settings.bridgeId()),
            SessionWatch.readers(settings.kafkaBootstrap()),
            factory,
            settings.mostChannels(),
            bus,
            metrics,
            settings.bridgeId(),
            clock,
            tenure,
            gone -> rehosting.ifPresent(r -> r.forget(gone)));
    TakeUp takeUp = sessions.takeUp();
    factory.shared =
        new Channel.Shared(
            supervisor(settings),
            tenure,
            takeUp,
            sources,
            decoder,
            bus,
            metrics,
            clock,
            System::nanoTime,
            new SplittableRandom(),
            rehosting);
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  sessions.stop();
                  try {
                    if (!done.await(SHUTDOWN_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                      LOG.warn("not everything could be handed over in time");
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "shutdown"));
    try {
      sessions.run();
      bus.close(Duration.ofSeconds(2));
      LOG.info("bridge {} handed everything over", settings.bridgeId());
    } finally {
      done.countDown();
    }
  }

  private static Optional<Rehosting> rehosting(
      Settings settings, Metrics metrics, Clock clock, DecoderProgram decoder) {
    Optional<Rehosting> rehosting =
        settings
            .rehostFolder()
            .map(
                folder ->
                    new Rehosting(
                        new FolderStore(folder, clock),
                        new RehostSettings(
                            settings.rehostSegment(),
                            settings.rehostWindow(),
                            settings.rehostKeep(),
                            settings.rehostMaxBytes(),
                            settings.rehostMaxHeight()),
                        decoder,
                        metrics,
                        clock,
                        System::nanoTime));
    rehosting.ifPresent(r -> r.tidyEvery(TIDY_EVERY));
    return rehosting;
  }

  /** Channels and the watch that makes them need each other; the shared things come second. */
  private static final class Factory
      implements BiFunction<SessionPlan, Optional<Channel>, Channel> {
    private volatile Channel.Shared shared;

    @Override
    public Channel apply(SessionPlan plan, Optional<Channel> predecessor) {
      return new Channel(plan, shared, predecessor);
    }
  }

  private static StreamSource open(
      SessionPlan plan,
      Settings settings,
      CheckedHttp http,
      Lines lines,
      Metrics metrics,
      Clock clock) {
    Source source = plan.getSource();
    AudioWish wish = new AudioWish(source.getAudioTrack(), plan.getSourceLanguage());
    return switch (source.getProtocol()) {
      case PROTOCOL_DASH ->
          new DashSource(
              source.getUrl(),
              wish,
              http,
              new DashLimits(
                  settings.playlistMaxBytes(), settings.segmentMaxBytes(), settings.startAtFirst()),
              metrics,
              clock,
              System::nanoTime);
      case PROTOCOL_FILE -> new FileSource(source.getUrl(), settings.fileRoot(), clock);
      case PROTOCOL_RTMP, PROTOCOL_SRT, PROTOCOL_RTSP, PROTOCOL_HTTP_AUDIO ->
          lines.open(
              plan.getSessionId(),
              source,
              settings.rehostFolder().isPresent() && Rehosting.wishes(plan));
      case PROTOCOL_HLS ->
          new HlsSource(
              source.getUrl(),
              wish,
              http,
              new HlsLimits(
                  settings.playlistMaxBytes(), settings.segmentMaxBytes(), settings.startAtFirst()),
              metrics,
              System::nanoTime);
      case PROTOCOL_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a plan without a protocol came through the door");
    };
  }

  private static SupervisorSettings supervisor(Settings settings) {
    return new SupervisorSettings(
        settings.bridgeId(),
        new Backoff(settings.retryFirst(), settings.retryLongest()),
        settings.stallAfter(),
        settings.backupAfter(),
        settings.backupReturn(),
        settings.decoderPatience(),
        settings.decoderLife(),
        settings.ledgerEvery(),
        settings.progressEvery(),
        settings.publishQueueFrames(),
        new SpoolSettings(
            settings.spoolFolder(),
            AudioFormat.samplesOfMs(settings.spoolLength().toMillis())
                / AudioFormat.SAMPLES_PER_FRAME));
  }
}

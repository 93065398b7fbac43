package io.streamlation.ingest.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.frame.EpochLine;
import io.streamlation.ingest.publish.Bus;
import io.streamlation.ingest.publish.EpochPublisher.SpoolSettings;
import io.streamlation.ingest.rehost.RehostSettings;
import io.streamlation.ingest.rehost.Rehosting;
import io.streamlation.ingest.rehost.SegmentStore;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.source.dash.DashLimits;
import io.streamlation.ingest.source.dash.DashSource;
import io.streamlation.ingest.source.file.FileSource;
import io.streamlation.ingest.source.hls.HlsLimits;
import io.streamlation.ingest.source.hls.HlsSource;
import io.streamlation.ingest.supervise.Backoff;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.supervise.Sources;
import io.streamlation.ingest.supervise.SupervisorSettings;
import io.streamlation.ingest.supervise.TakenUp;
import io.streamlation.ingest.supervise.Tenure;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Runs channels for a test: everything real but Kafka, whose producer keeps what it is given. */
public final class Desk implements AutoCloseable {
  public static final String SESSION = "s-17";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  public final MockProducer<String, byte[]> kafka =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  public final Bus bus = new Bus(kafka);
  public final Metrics metrics = new Metrics(new PrometheusRegistry());
  private final CheckedHttp http;
  private final Optional<Path> fileRoot;
  private final boolean fromFirst;
  private final List<Channel> channels = new ArrayList<>();
  private Sources sources;
  private Optional<Rehosting> rehosting = Optional.empty();
  private Duration decoderLife = Duration.ofHours(1);
  private long epochs = 100;
  private final AtomicLong aheadNanos = new AtomicLong();

  /**
   * @param originPort the only loopback port the address check lets through
   */
  public Desk(int originPort, boolean fromFirst, Optional<Path> fileRoot) {
    this.fromFirst = fromFirst;
    this.fileRoot = fileRoot;
    this.http =
        new CheckedHttp(
            new AddressCheck(
                Set.of("http"),
                Set.of(80),
                originPort == 0 ? Set.of() : Set.of(new HostPort("127.0.0.1", originPort)),
                HostLookup.ofTheSystem()),
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5), 3),
            Clock.systemUTC());
  }

  /** Opens sources so, and not as playlists or files. */
  public Desk opening(Sources others) {
    sources = others;
    return this;
  }

  /** Re-hosts into this store. */
  public Desk rehosting(SegmentStore store, RehostSettings settings) {
    rehosting =
        Optional.of(
            new Rehosting(
                store, settings, Studio.FFMPEG, metrics, Clock.systemUTC(), this::nanoTime));
    return this;
  }

  /** A decoder that grows is replaced after so much sound, and not after an hour. */
  public Desk replacingDecodersAfter(Duration life) {
    decoderLife = life;
    return this;
  }

  public static SessionPlan plan(String url, Source.Protocol protocol) {
    return SessionPlan.newBuilder()
        .setSessionId(SESSION)
        .setRevision(1)
        .setDesired(SessionPlan.Desired.DESIRED_ON_AIR)
        .setSource(Source.newBuilder().setProtocol(protocol).setUrl(url))
        .setSourceLanguage("en")
        .build();
  }

  public static SessionPlan hls(String url) {
    return plan(url, Source.Protocol.PROTOCOL_HLS);
  }

  public Channel air(SessionPlan plan) {
    return air(plan, 0, Optional.empty());
  }

  /** Takes a session up where an epoch before stopped. */
  public Channel air(SessionPlan plan, long offsetSamples, Optional<SourcePosition> goOnAt) {
    SupervisorSettings settings =
        new SupervisorSettings(
            "desk",
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)),
            Duration.ofSeconds(2),
            Duration.ofMillis(1500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            decoderLife,
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            1000,
            new SpoolSettings(Path.of(System.getProperty("java.io.tmpdir")), 600));
    Channel channel =
        new Channel(
            plan,
            new Channel.Shared(
                settings,
                new Tenure(Duration.ofMinutes(1), System::nanoTime).beating(),
                p -> Optional.of(new TakenUp(epochs++, offsetSamples, goOnAt, false)),
                sources != null ? sources : this::open,
                Studio.FFMPEG,
                bus,
                metrics,
                Clock.systemUTC(),
                this::nanoTime,
                new SplittableRandom(1),
                rehosting),
            Optional.empty());
    channels.add(channel);
    channel.start();
    return channel;
  }

  private StreamSource open(SessionPlan plan) {
    Source source = plan.getSource();
    AudioWish wish = new AudioWish(source.getAudioTrack(), plan.getSourceLanguage());
    return switch (source.getProtocol()) {
      case PROTOCOL_FILE -> new FileSource(source.getUrl(), fileRoot, Clock.systemUTC());
      case PROTOCOL_DASH ->
          new DashSource(
              source.getUrl(),
              wish,
              http,
              new DashLimits(1 << 20, 8 << 20, fromFirst),
              metrics,
              Clock.systemUTC(),
              System::nanoTime);
      default ->
          new HlsSource(
              source.getUrl(),
              wish,
              http,
              new HlsLimits(1 << 20, 8 << 20, fromFirst),
              metrics,
              System::nanoTime);
    };
  }

  private long nanoTime() {
    return System.nanoTime() + aheadNanos.get();
  }

  /** So much time passes at once, for the channels and for nobody else. */
  public void pass(Duration time) {
    aheadNanos.addAndGet(time.toNanos());
  }

  /** Waits for a condition, looking after the channels meanwhile. */
  public void until(String what, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("%s; so far: %s; events: %s", what, shape(frames()), events())
          .isLessThan(deadlineNanos);
      channels.forEach(c -> c.tick(nanoTime()));
      LockSupport.parkNanos(5_000_000);
    }
  }

  public void untilDone(Channel channel) {
    until("the channel stops", channel::isDone);
  }

  /** Samples of sound published, in all epochs. */
  public long heard() {
    return frames().stream().filter(AudioFrame::hasPcm).mapToLong(EpochLine::samplesOf).sum();
  }

  /** The same of one session. */
  public long heardOf(String sessionId) {
    return frames().stream()
        .filter(f -> f.getSessionId().equals(sessionId) && f.hasPcm())
        .mapToLong(EpochLine::samplesOf)
        .sum();
  }

  public List<AudioFrame> frames() {
    return read(Topics.AUDIO, AudioFrame.parser());
  }

  public List<SessionEvent> events() {
    return read(Topics.EVENTS, SessionEvent.parser());
  }

  public List<Claim> claims() {
    return read(Topics.CLAIMS, Claim.parser());
  }

  public List<SourceSegment> marks() {
    return read(Topics.SEGMENTS, SourceSegment.parser());
  }

  public List<LedgerTally> tallies() {
    return read(Topics.LEDGER, LedgerTally.parser());
  }

  private <T> List<T> read(Topics topic, Parser<T> parser) {
    return List.copyOf(kafka.history()).stream()
        .filter(r -> r.topic().equals(topic.topicName()) && r.value() != null)
        .map(
            r -> {
              try {
                return parser.parseFrom(r.value());
              } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  public static byte[] sound(List<AudioFrame> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.stream()
        .filter(AudioFrame::hasPcm)
        .forEach(f -> all.writeBytes(f.getPcm().toByteArray()));
    return all.toByteArray();
  }

  /** One word for each frame: how the epoch is laid. */
  public static List<String> shape(List<AudioFrame> frames) {
    List<String> words = new ArrayList<>();
    for (AudioFrame frame : frames) {
      words.add(
          switch (frame.getContentCase()) {
            case PCM -> Long.toString(EpochLine.samplesOf(frame));
            case GAP -> "gap " + frame.getGap().getSamples() + " " + frame.getGap().getReason();
            case END -> "end " + frame.getEnd().getReason();
            default -> "?";
          });
    }
    return words;
  }

  /** Frames of each epoch are numbered without a hole and tile it. */
  public static void assertTiles(List<AudioFrame> frames) {
    long epoch = -1;
    long number = 0;
    long at = 0;
    for (AudioFrame frame : frames) {
      if (frame.getEpoch() != epoch) {
        epoch = frame.getEpoch();
        number = 0;
        at = 0;
      }
      assertThat(frame.getFrameNumber()).isEqualTo(number++);
      assertThat(frame.getStartSample()).as("frame %s", frame.getFrameNumber()).isEqualTo(at);
      at += EpochLine.samplesOf(frame);
    }
  }

  @Override
  public void close() throws InterruptedException {
    channels.forEach(Channel::abandon);
    for (Channel channel : channels) {
      channel.awaitDone(Duration.ofSeconds(10));
    }
    http.close();
  }
}

package io.streamlation.ingest.assign;

import io.streamlation.contracts.DeadLetters;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.ingest.publish.Bus;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.supervise.TakeUp;
import io.streamlation.ingest.supervise.Tenure;
import io.streamlation.ingest.telemetry.Metrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads plans as a member of the bridges' group, and has them carried out. */
public final class SessionWatch implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
  private static final String STAGE = "assign";
  private static final int LONGEST_REASON = 500;
  private static final Duration POLL = Duration.ofMillis(200);

  /** The others learn by their next one that they are to have them. */
  private static final int HEARTBEAT_MS = 500;

  private static final Duration CONFIRM_LIMIT = Duration.ofSeconds(2);

  private static final Duration HAND_OVER_LIMIT = Duration.ofSeconds(6);

  private final Consumer<String, byte[]> consumer;
  private final Channels channels;
  private final Bus bus;
  private final Metrics metrics;
  private final String bridgeId;
  private final Clock clock;
  private final Tenure tenure;
  private final HistoryReader histories;
  private final PlanBoard board = new PlanBoard();
  private final Set<TopicPartition> ours = new HashSet<>();
  private volatile boolean stopping;

  /**
   * @param factory makes a channel that begins after another one has stopped
   * @param readers of no group
   * @param gone told of sessions that are deleted, once their channel has stopped
   */
  public SessionWatch(
      Consumer<String, byte[]> consumer,
      Supplier<Consumer<String, byte[]>> readers,
      BiFunction<SessionPlan, Optional<Channel>, Channel> factory,
      int mostChannels,
      Bus bus,
      Metrics metrics,
      String bridgeId,
      Clock clock,
      Tenure tenure,
      java.util.function.Consumer<String> gone) {
    this.consumer = consumer;
    this.histories = new HistoryReader(readers);
    this.tenure = tenure;
    this.channels = new Channels(factory, bus, bridgeId, mostChannels, gone);
    this.bus = bus;
    this.metrics = metrics;
    this.bridgeId = bridgeId;
    this.clock = clock;
  }

  /**
   * A member of the bridges' group.
   *
   * @param sessionTimeout after so long without a word from it the others take what it has
   */
  public static Consumer<String, byte[]> member(
      String bootstrap, String group, Duration sessionTimeout, String bridgeId) {
    Map<String, Object> config = common(bootstrap);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "ingest-bridge-" + bridgeId);
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) sessionTimeout.toMillis());
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class.getName()));
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** A reader of no group. */
  public static Supplier<Consumer<String, byte[]>> readers(String bootstrap) {
    return () ->
        new KafkaConsumer<>(
            common(bootstrap), new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static Map<String, Object> common(String bootstrap) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return config;
  }

  /** How sessions of ours are taken up. */
  public TakeUp takeUp() {
    return new ClaimingTakeUp(histories, bus, bridgeId, channels::partitionOf, tenure, clock);
  }

  /** Works until {@link #stop} is called, then hands every channel over and leaves the group. */
  public void run() {
    histories.warmUp();
    consumer.subscribe(List.of(Topics.SESSIONS.topicName()), this);
    try {
      while (!stopping) {
        if (!tenure.isSure()) {
          askWhetherWeBelong();
        }
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<String, byte[]> record : records) {
          read(record).forEach(channels::carryOut);
        }
        for (TopicPartition partition : ours) {
          board
              .readTo(partition.partition(), consumer.position(partition))
              .forEach(channels::carryOut);
        }
        channels.sweep();
      }
    } catch (WakeupException e) {
      LOG.debug("woken to stop");
    } finally {
      channels.handOver(numbers(ours), HAND_OVER_LIMIT);
      channels.close();
      histories.close();
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
  }

  /**
   * After we stood still. A commit is refused to whoever the group has dropped meanwhile; what is
   * committed does not matter, for partitions are read from their beginning.
   */
  private void askWhetherWeBelong() {
    Map<TopicPartition, OffsetAndMetadata> nothing = new HashMap<>();
    ours.forEach(partition -> nothing.put(partition, new OffsetAndMetadata(0)));
    try {
      if (!nothing.isEmpty()) {
        consumer.commitSync(nothing, CONFIRM_LIMIT);
      }
      LOG.warn("this bridge stood still for a while; its sessions are still its own");
      tenure.confirm();
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.warn("this bridge stood still, and others have its sessions: {}", e.getMessage());
    } catch (TimeoutException e) {
      LOG.debug("Kafka does not say yet whether we belong to the group", e);
    }
  }

  /** From any thread. */
  public void stop() {
    stopping = true;
    consumer.wakeup();
  }

  private List<PlanBoard.Move> read(ConsumerRecord<String, byte[]> record) {
    PlanReader what = PlanReader.read(record.key(), record.value());
    if (what instanceof PlanReader.Plan plan) {
      return board.plan(record.partition(), plan.plan());
    }
    if (what instanceof PlanReader.Gone gone) {
      return board.gone(record.partition(), gone.sessionId());
    }
    refuse(record, (PlanReader.Bad) what);
    return List.of();
  }

  private void refuse(ConsumerRecord<String, byte[]> record, PlanReader.Bad bad) {
    String where =
        "the plan at "
            + record.topic()
            + "/"
            + record.partition()
            + " offset "
            + record.offset()
            + " cannot be carried out: "
            + shortened(bad.reason());
    LOG.warn("{} (session {})", where, bad.sessionId());
    // Read once more by each bridge that the partition comes to; and what is no plan at all, the
    // job reads too. One record is one dead letter.
    if (bad.readable() && board.isNews(record.partition(), record.offset())) {
      bury(record, bad);
    }
    if (bad.sessionId().isEmpty()) {
      return;
    }
    boolean onAir = channels.isRunning(bad.sessionId());
    bus.say(
        SessionEvent.newBuilder()
            .setId(bad.sessionId() + ".plan-refused." + record.offset())
            .setSessionId(bad.sessionId())
            .setAtMs(record.timestamp())
            .setKind(onAir ? SessionEvent.Kind.KIND_NOTE : SessionEvent.Kind.KIND_FAILED)
            .setParty(SessionEvent.Party.PARTY_PLATFORM)
            .setCode("plan-refused")
            .setMessage(where + (onAir ? "; the channel goes on under the plan before" : ""))
            .setAction(
                "Find out who wrote it (it lies in topic sessions-dead-letters), and change the"
                    + " session, its targets, say: the API then writes a right plan over it.")
            .setReporter("ingest-bridge/" + bridgeId)
            .build());
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }

  private void bury(ConsumerRecord<String, byte[]> record, PlanReader.Bad bad) {
    metrics.deadLetters.labelValues(record.topic()).inc();
    DeadLetter letter =
        DeadLetters.of(
            record.topic(),
            record.partition(),
            record.offset(),
            record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
            record.value(),
            STAGE,
            bad.reason(),
            clock.millis());
    bus.bury(Topics.SESSIONS, letter.getKey().toStringUtf8(), letter);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    LOG.info("partitions {} of sessions are ours now", numbers(assigned));
    Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
    consumer.seekToBeginning(assigned);
    for (TopicPartition partition : assigned) {
      ours.add(partition);
      board.assigned(partition.partition(), ends.get(partition));
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    LOG.info("partitions {} of sessions go to another bridge", numbers(revoked));
    forget(revoked);
    channels.handOver(numbers(revoked), HAND_OVER_LIMIT);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    LOG.warn("partitions {} of sessions were taken from us", numbers(lost));
    forget(lost);
    channels.abandon(numbers(lost));
  }

  private void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(
        p -> {
          ours.remove(p);
          board.revoked(p.partition());
        });
  }

  private static List<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).toList();
  }
}

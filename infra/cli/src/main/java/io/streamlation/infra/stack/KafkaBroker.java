package io.streamlation.infra.stack;

import io.streamlation.contracts.Topics;
import io.streamlation.infra.stack.Component.Probe;
import io.streamlation.infra.stack.Component.StartLine;
import io.streamlation.infra.stack.StackSettings.Heap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** The Kafka broker: one node, KRaft, from registry jars; and its topics. */
public final class KafkaBroker {
  public static final String NAME = "kafka";

  /** Other brokers allow no less than 6 unless they are told to; this one is told below. */
  static final int BRIDGE_SESSION_SECONDS = 4;

  private final StackSettings settings;
  private final Path home;
  private final Path folder;
  private volatile boolean topicsAreMade;

  KafkaBroker(StackSettings settings) {
    this.settings = settings;
    this.home = settings.root().resolve("infra/broker");
    this.folder = settings.runFolder().kafka();
  }

  Component component() {
    return new Component(
        NAME,
        bootstrap(settings),
        Set.of(),
        List.of(Port.KAFKA, Port.KAFKA_CONTROLLER),
        this::prepare,
        readiness(),
        Duration.ofSeconds(60),
        "TERM",
        Duration.ofSeconds(15));
  }

  public static String bootstrap(StackSettings settings) {
    return Port.HOST + ":" + settings.port(Port.KAFKA);
  }

  private StartLine prepare() throws Exception {
    Path properties = folder.resolve("server.properties");
    Files.createDirectories(folder);
    Files.writeString(properties, serverProperties());
    if (!Files.exists(folder.resolve("data/meta.properties"))) {
      List<String> format = new ArrayList<>(java(128));
      format.addAll(
          List.of(
              "kafka.tools.StorageTool",
              "format",
              "--cluster-id",
              Uuid.randomUuid().toString(),
              "--config",
              properties.toString()));
      ShortCommand.must(Duration.ofSeconds(60), "", format);
    }
    List<String> command = new ArrayList<>(java(settings.heapMb(Heap.KAFKA)));
    command.addAll(List.of("kafka.Kafka", properties.toString()));
    return StartLine.of(command);
  }

  private List<String> java(int heapMb) {
    return JavaProcess.command(
        heapMb,
        List.of(
            JavaProcess.QUICK_START,
            "-Dlog4j2.configurationFile=" + home.resolve("src/main/dist/log4j2.xml")),
        home.resolve("target/lib/*").toString());
  }

  private String serverProperties() {
    int broker = settings.port(Port.KAFKA);
    int controller = settings.port(Port.KAFKA_CONTROLLER);
    return """
    # Written at every start; change infra/streamlation.properties instead.
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@%1$s:%3$d
    listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d
    advertised.listeners=PLAINTEXT://%1$s:%2$d
    inter.broker.listener.name=PLAINTEXT
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
    log.dirs=%4$s
    num.partitions=%5$d
    auto.create.topics.enable=false
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=4
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    group.initial.rebalance.delay.ms=0
    # A bridge that dies must be noticed within its session timeout of %6$d s.
    group.min.session.timeout.ms=1000
    group.consumer.min.session.timeout.ms=3000
    group.consumer.session.timeout.ms=6000
    group.consumer.min.heartbeat.interval.ms=500
    group.consumer.heartbeat.interval.ms=1000
    """
        .formatted(
            Port.HOST,
            broker,
            controller,
            folder.resolve("data"),
            Topics.DEFAULT_PARTITIONS,
            BRIDGE_SESSION_SECONDS);
  }

  /** Ready when it answers and every topic is there with the retention it should have. */
  private Probe readiness() {
    return () -> {
      try (Admin admin = admin(bootstrap(settings))) {
        if (topicsAreMade) {
          admin.describeCluster().clusterId().get();
        } else {
          makeTopics(admin, (short) 1);
          topicsAreMade = true;
        }
        return Optional.empty();
      } catch (ExecutionException | KafkaException e) {
        return Optional.of(bootstrap(settings) + " does not answer yet");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.of("it was not waited for");
      }
    };
  }

  public static Admin admin(String bootstrap) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000,
            AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 50,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200,
            AdminClientConfig.CLIENT_ID_CONFIG, "streamlation-infra"));
  }

  /** Makes what is missing of the contracts' topics and sets their retention anew. */
  public static void makeTopics(Admin admin, short replicas)
      throws ExecutionException, InterruptedException {
    Set<String> there = admin.listTopics().names().get();
    List<NewTopic> missing =
        Topics.all().stream()
            .filter(t -> !there.contains(t.topicName()))
            .map(
                t ->
                    new NewTopic(t.topicName(), Topics.DEFAULT_PARTITIONS, replicas)
                        .configs(configOf(t)))
            .toList();
    admin.createTopics(missing).all().get();
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    retention(admin)
        .forEach(
            (topic, is) -> {
              List<AlterConfigOp> ops = new ArrayList<>();
              configOf(topic)
                  .forEach(
                      (key, should) -> {
                        if (!should.equals(is.get(key))) {
                          ops.add(
                              new AlterConfigOp(
                                  new ConfigEntry(key, should), AlterConfigOp.OpType.SET));
                        }
                      });
              if (!ops.isEmpty()) {
                changes.put(resource(topic), ops);
              }
            });
    if (!changes.isEmpty()) {
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }

  /** What the broker holds for each topic: clean-up policy, retention by time and by bytes. */
  public static Map<Topics, Map<String, String>> retention(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<ConfigResource, org.apache.kafka.clients.admin.Config> described =
        admin
            .describeConfigs(Topics.all().stream().map(KafkaBroker::resource).toList())
            .all()
            .get();
    Map<Topics, Map<String, String>> retention = new TreeMap<>();
    for (Topics topic : Topics.all()) {
      Map<String, String> of = new TreeMap<>();
      configOf(topic)
          .keySet()
          .forEach(key -> of.put(key, described.get(resource(topic)).get(key).value()));
      retention.put(topic, of);
    }
    return retention;
  }

  private static ConfigResource resource(Topics topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
  }

  private static Map<String, String> configOf(Topics topic) {
    Map<String, String> config = new HashMap<>();
    if (topic.keep() == Topics.Keep.NEWEST_OF_KEY) {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      // Whoever takes a session up reads its partition of claims, each of which is outdated by the
      // next after seconds; only closed segments are cleaned.
      config.put(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(2 << 20));
      config.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
    } else {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      config.put(
          TopicConfig.RETENTION_MS_CONFIG,
          String.valueOf(topic.retention().map(Duration::toMillis).orElse(-1L)));
      config.put(
          TopicConfig.RETENTION_BYTES_CONFIG, String.valueOf(topic.retentionBytesPerPartition()));
      // Retention acts on whole segments: small ones, so that it acts in time.
      config.put(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(64 << 20));
    }
    return config;
  }
}

package io.streamlation.control.alarms;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.reconcile.Finding;
import io.streamlation.control.reconcile.Finding.Severity;
import io.streamlation.control.reconcile.Hearing;
import io.streamlation.control.system.Loop;
import io.streamlation.control.system.Quietly;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Looks at what everything stands on. A look that gets no answer in time is an answer too. */
@Component
class PlatformWatch extends Loop implements Hearing {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(3);

  /** While one of these holds, nothing that a bridge says arrives. */
  private static final Set<String> DEAFENING = Set.of("kafka-away", "postgres-away");

  private static final String LOOK_AT_THE_STACK =
      "An operator looks at ./streamlation status and at the log it names.";

  private final ControlSettings settings;
  private final DiskWatch disk;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final Admin admin;
  private final Quietly log;
  private final Map<String, Instant> since = new HashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile List<Finding> findings = List.of();
  private volatile Optional<Instant> hearsSince = Optional.empty();

  PlatformWatch(
      ControlSettings settings,
      DiskWatch disk,
      JdbcClient jdbc,
      Clock clock,
      MeterRegistry metrics) {
    super("platform-watch");
    this.settings = settings;
    this.disk = disk;
    this.jdbc = jdbc;
    this.clock = clock;
    this.log = new Quietly(LoggerFactory.getLogger(PlatformWatch.class), clock);
    this.admin =
        Admin.create(
            Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                settings.kafka().bootstrap(),
                CommonClientConfigs.CLIENT_ID_CONFIG,
                "control-api-watch",
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) ANSWERS_WITHIN.toMillis(),
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                (int) ANSWERS_WITHIN.toMillis()));
    for (Severity severity : Severity.values()) {
      Gauge.builder(
              "streamlation.platform.alarms",
              () -> findings.stream().filter(f -> f.severity() == severity).count())
          .description("What is the matter with the platform; a rise wants an operator")
          .tag("severity", severity.word())
          .register(metrics);
    }
  }

  @Override
  public Instant since(Instant now) {
    return hearsSince.orElse(now);
  }

  /** What the last look found, the worst first. */
  List<Finding> findings() {
    return findings;
  }

  boolean databaseIsAway() {
    return findings.stream().anyMatch(f -> f.code().equals("postgres-away"));
  }

  @Override
  protected void once() throws InterruptedException {
    List<Finding> found = new ArrayList<>(disk.look(clock.instant()));
    database().ifPresent(found::add);
    kafka().ifPresent(found::add);
    boolean deaf = found.stream().anyMatch(f -> DEAFENING.contains(f.code()));
    hearsSince = deaf ? Optional.empty() : hearsSince.or(() -> Optional.of(clock.instant()));
    remember(found);
    stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What was found before is as old as it was then. */
  private void remember(List<Finding> found) {
    List<String> names = found.stream().map(PlatformWatch::nameOf).toList();
    since.keySet().retainAll(names);
    findings =
        found.stream()
            .map(
                f ->
                    new Finding(
                        f.code(),
                        f.severity(),
                        since.computeIfAbsent(nameOf(f), name -> f.since()),
                        f.message(),
                        f.action(),
                        f.party()))
            .sorted(
                Comparator.comparing(Finding::severity).reversed().thenComparing(Finding::since))
            .toList();
  }

  private static String nameOf(Finding finding) {
    return finding.code() + finding.severity();
  }

  private Optional<Finding> database() {
    try {
      jdbc.sql("select 1").query(Integer.class).single();
      return Optional.empty();
    } catch (DataAccessException | TransactionException e) {
      return critical(
          "postgres-away",
          "PostgreSQL does not answer: finals wait in Kafka, nothing new can be stored or read.",
          "Nothing is lost while Kafka keeps them. " + LOOK_AT_THE_STACK);
    }
  }

  private Optional<Finding> kafka() throws InterruptedException {
    String group = settings.bridge().group();
    try {
      boolean bridges =
          !admin
              .describeConsumerGroups(
                  List.of(group),
                  new DescribeConsumerGroupsOptions().timeoutMs((int) ANSWERS_WITHIN.toMillis()))
              .describedGroups()
              .get(group)
              .get(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
              .members()
              .isEmpty();
      return bridges ? Optional.empty() : bridgeAway();
    } catch (ExecutionException e) {
      return e.getCause() instanceof GroupIdNotFoundException ? bridgeAway() : kafkaAway();
    } catch (TimeoutException e) {
      return kafkaAway();
    }
  }

  private Optional<Finding> bridgeAway() {
    return critical(
        "bridge-away",
        "No ingest bridge runs: no source is heard.",
        "Channels go on by themselves when one runs. " + LOOK_AT_THE_STACK);
  }

  private Optional<Finding> kafkaAway() {
    return critical(
        "kafka-away",
        "Kafka does not answer: no sound and no caption gets through.",
        "The bridges wait and go on by themselves. " + LOOK_AT_THE_STACK);
  }

  private Optional<Finding> critical(String code, String message, String action) {
    return Optional.of(
        new Finding(code, Severity.CRITICAL, clock.instant(), message, action, "platform"));
  }

  @Override
  protected Duration trouble(Exception met) {
    log.warn("PLATFORM: the platform could not be looked over", met);
    return EVERY;
  }

  @Override
  protected void wake() {
    stopping.countDown();
  }

  @Override
  protected void ended() {
    admin.close(Duration.ofSeconds(1));
  }
}

package io.streamlation.control.system;

import io.streamlation.control.ControlSettings;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Is there a broker? Asked anew at each call, with a limit. */
@Component("kafka")
class KafkaHealth extends AbstractHealthIndicator implements DisposableBean {
  private static final int ANSWERS_WITHIN_MS = 2_000;

  private final Admin admin;

  KafkaHealth(ControlSettings settings) {
    super("Kafka does not answer");
    this.admin =
        Admin.create(
            Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                settings.kafka().bootstrap(),
                CommonClientConfigs.CLIENT_ID_CONFIG,
                "control-api-health"));
  }

  @Override
  protected void doHealthCheck(Health.Builder health) throws Exception {
    int brokers =
        admin
            .describeCluster(new DescribeClusterOptions().timeoutMs(ANSWERS_WITHIN_MS))
            .nodes()
            .get(ANSWERS_WITHIN_MS, TimeUnit.MILLISECONDS)
            .size();
    health.up().withDetail("brokers", brokers);
  }

  @Override
  public void destroy() {
    admin.close();
  }
}

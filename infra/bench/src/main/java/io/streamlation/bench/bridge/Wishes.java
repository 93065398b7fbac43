package io.streamlation.bench.bridge;

import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SessionPlan.Desired;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.Source.Protocol;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plans, written as control-api writes them: they tell bridges what to take in. */
public final class Wishes implements AutoCloseable {
  private final KafkaProducer<String, byte[]> plans;
  private final Map<String, Long> revisions = new HashMap<>(); // guarded by this

  public Wishes(String bootstrap) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    plans = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  public synchronized void wish(
      String session, Protocol protocol, String address, Desired desired) {
    SessionPlan plan =
        SessionPlan.newBuilder()
            .setSessionId(session)
            .setRevision(revisions.merge(session, 1L, Long::sum))
            .setDesired(desired)
            .setSource(Source.newBuilder().setProtocol(protocol).setUrl(address))
            .setSourceLanguage("en")
            .setPlannedAtMs(System.currentTimeMillis())
            .build();
    plans.send(new ProducerRecord<>(Topics.SESSIONS.topicName(), session, plan.toByteArray()));
    plans.flush();
  }

  @Override
  public void close() {
    plans.close();
  }
}

package io.streamlation.flink.job;

import com.google.protobuf.Message;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioArrival;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.flink.wire.AudioDoor;
import io.streamlation.flink.wire.Outgoing;
import io.streamlation.flink.wire.PlanDoor;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job's ends in Kafka. Sources begin where the checkpoint says, and without one at the earliest
 * record; sinks write at least once and wait for nobody: ids make a repeated record harmless.
 */
public final class KafkaDoors {
  private static final String GROUP = "streamlation-flink-jobs";

  private final String bootstrap;

  public KafkaDoors(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  public DataStream<AudioArrival> audio(StreamExecutionEnvironment env) {
    return source(env, Topics.AUDIO, new AudioDoor());
  }

  public DataStream<PlanArrival> sessions(StreamExecutionEnvironment env) {
    return source(env, Topics.SESSIONS, new PlanDoor());
  }

  private <T> DataStream<T> source(
      StreamExecutionEnvironment env, Topics topic, KafkaRecordDeserializationSchema<T> door) {
    return env.fromSource(
            KafkaSource.<T>builder()
                .setBootstrapServers(bootstrap)
                .setTopics(topic.topicName())
                .setGroupId(GROUP)
                .setClientIdPrefix(GROUP + "-" + topic.topicName())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(door)
                .setProperty("partition.discovery.interval.ms", "30000")
                .build(),
            WatermarkStrategy.noWatermarks(),
            "read " + topic.topicName())
        .uid("read-" + topic.topicName());
  }

  /** One writer for all topics: what must be flushed before a checkpoint is flushed at once. */
  public void write(DataStream<Message> sayings) {
    sayings
        .sinkTo(
            KafkaSink.<Message>builder()
                .setBootstrapServers(bootstrap)
                .setRecordSerializer(new Outgoing())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setProperty("linger.ms", "0")
                .setProperty("acks", "all")
                .setProperty("client.id", GROUP + "-sayings")
                .build())
        .uid("write-sayings")
        .name("write sayings");
  }
}

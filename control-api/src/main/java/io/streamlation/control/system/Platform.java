package io.streamlation.control.system;

import com.fasterxml.uuid.Generators;
import io.streamlation.control.ControlSettings;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

@Configuration
@EnableScheduling
@EnableConfigurationProperties(ControlSettings.class)
class Platform {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** A number is not a text: what was meant is asked, not guessed. */
  @Bean
  JsonMapperBuilderCustomizer noGuessing() {
    return builder ->
        builder.withCoercionConfig(
            LogicalType.Textual,
            texts ->
                texts
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
  }

  /** UUIDv7: ids sort by the time they were made. */
  @Bean
  Supplier<UUID> newId() {
    return Generators.timeBasedEpochGenerator()::generate;
  }

  /** Acknowledged by all replicas, in order, without doubles of its own making. */
  @Bean(destroyMethod = "close")
  Producer<String, byte[]> producer(ControlSettings settings) {
    return new KafkaProducer<>(
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            settings.kafka().bootstrap(),
            CommonClientConfigs.CLIENT_ID_CONFIG,
            "control-api",
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            3_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            3_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            8_000),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}

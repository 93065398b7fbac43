package io.streamlation.flink.job;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrokerTest {
  @Test
  void aBrokerThatIsNotThereIsToldWithItsAddress() throws IOException {
    String nowhere;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = "127.0.0.1:" + socket.getLocalPort();
    }

    assertThatExceptionOfType(Broker.BrokerAway.class)
        .isThrownBy(() -> Broker.await(nowhere, Duration.ofMillis(300)))
        .withMessageContaining("kafka.bootstrap=" + nowhere)
        .withMessageContaining("PLATFORM");
  }
}

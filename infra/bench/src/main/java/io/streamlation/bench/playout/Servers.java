package io.streamlation.bench.playout;

import io.streamlation.bench.bridge.ProcessTree;
import io.streamlation.bench.bridge.ProcessTree.Use;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;

/** What is measured, and what it stands on. */
record Servers(
    Api api, KafkaProducer<String, byte[]> kafka, long controlPid, ProcessHandle postgres) {
  static Use use(long pid) {
    return ProcessTree.of(ProcessHandle.of(pid).map(List::of).orElse(List.of()));
  }
}

package io.streamlation.bench.playout;

import io.streamlation.bench.bridge.Driver;
import io.streamlation.bench.bridge.Told;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Arguments: {@code bootstrap=H:P api=URL token=FILE rehosted=DIR folder=DIR pid.control-api=N
 * pid.postgres=N parts=serving,frontier,sockets,memory viewers=N seconds=N channels=N,N,…
 * segments=N sockets=N hours=N [report=FILE]}.
 */
public final class PlayoutBench {
  private PlayoutBench() {}

  public static void main(String[] args) throws Exception {
    Driver.main(
        args,
        told -> {
          PlayoutTable table = new PlayoutTable();
          run(told, table);
          return new Driver.Outcome(table.lines(), table.isWhole());
        });
  }

  private static void run(Told told, PlayoutTable table) throws Exception {
    Api api = new Api(told.text("api"), told.path("token"));
    try (KafkaProducer<String, byte[]> kafka = Feed.producer(told.text("bootstrap"))) {
      api.stopAll(); // of a run before that was cut off
      Servers servers =
          new Servers(
              api,
              kafka,
              told.number("pid.control-api"),
              ProcessHandle.of(told.number("pid.postgres"))
                  .orElseThrow(() -> new IllegalStateException("PostgreSQL has ended")));
      for (String part : told.list("parts")) {
        switch (part) {
          case "serving" -> new ServingBench(servers, told).run(table);
          case "frontier" -> new FrontierBench(servers, told).run(table);
          case "sockets" -> new SocketBench(servers, told).run(table);
          case "memory" -> new MemoryBench(servers, told).run(table);
          default -> throw new IllegalStateException("no part is called " + part);
        }
        api.stopAll();
      }
    }
  }
}

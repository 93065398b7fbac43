package io.streamlation.infra.stack;

import java.util.Locale;

/** Every port the stack listens on, all on 127.0.0.1. */
public enum Port {
  KAFKA(19092, "Kafka broker"),
  KAFKA_CONTROLLER(19093, "Kafka controller"),
  POSTGRES(15432, "PostgreSQL"),
  FLINK(18081, "Flink dashboard and REST"),
  CONTROL(18080, "control-api and pages"),
  BRIDGE_METRICS(19464, "ingest-bridge metrics"),
  BRIDGE_PROBE(19466, "ingest-bridge, where control-api asks about sources"),
  BRIDGE_GATE(19467, "ingest-bridge, where the RTMP server asks about senders"),
  RTMP(19350, "RTMP server that senders push to"),
  ENGINES_METRICS(19465, "engine metrics"),
  FLINK_METRICS(19249, "Flink metrics"),
  DEMO(18090, "the demo's own HLS origin");

  public static final String HOST = "127.0.0.1";

  private final int usual;
  private final String what;

  Port(int usual, String what) {
    this.usual = usual;
    this.what = what;
  }

  /** As written in settings: {@code kafka.controller.port}. */
  public String setting() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.') + ".port";
  }

  public int usual() {
    return usual;
  }

  public String what() {
    return what;
  }
}

package io.streamlation.flink.job;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.util.Properties;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Flink's Prometheus reporter, but on one address: Flink's own listens on every address of the
 * machine, and cannot be told otherwise.
 */
public final class AddressedPrometheusReporter extends AbstractPrometheusReporter {
  static final String ADDRESS = "address";
  static final String PORT = "port";

  private HTTPServer server;

  private AddressedPrometheusReporter() {}

  @Override
  public void open(MetricConfig config) {
    super.open(config);
    InetSocketAddress address =
        new InetSocketAddress(config.getString(ADDRESS, "127.0.0.1"), config.getInteger(PORT, 0));
    try {
      server = new HTTPServer(address, registry(), true);
    } catch (IOException e) {
      throw new IllegalStateException("flink.metrics.port: cannot listen on " + address, e);
    }
  }

  /** Flink keeps it to its own package. */
  private CollectorRegistry registry() {
    try {
      Field field = AbstractPrometheusReporter.class.getDeclaredField("registry");
      field.setAccessible(true);
      return (CollectorRegistry) field.get(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this is not the Flink version this was written for", e);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop();
    }
    super.close();
  }

  /** Found by Flink through {@code META-INF/services}. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new AddressedPrometheusReporter();
    }
  }
}

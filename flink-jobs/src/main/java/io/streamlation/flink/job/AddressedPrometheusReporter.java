package io.streamlation.flink.job;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.reflect.Field;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.util.NetUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's Prometheus reporter, but on one address: Flink's own listens on every address of the
 * machine, and cannot be told otherwise. On a cluster it shows the models' figures as well, since
 * nobody else serves them there.
 */
public final class AddressedPrometheusReporter extends AbstractPrometheusReporter {
  static final String ADDRESS = "address";

  /** A port, or a range like 19249-19259 of which the first free one is taken. */
  static final String PORT = "port";

  /** Whether the models' figures are shown too. */
  static final String ENGINES = "engines";

  private static final Logger LOG = LoggerFactory.getLogger(AddressedPrometheusReporter.class);

  private HttpServer server;
  private ExecutorService thread;

  private AddressedPrometheusReporter() {}

  @Override
  public void open(MetricConfig config) {
    super.open(config);
    CollectorRegistry flink = registry();
    boolean engines = config.getBoolean(ENGINES, false);
    server = listen(config.getString(ADDRESS, "127.0.0.1"), config.getString(PORT, "0"));
    server.createContext("/metrics", exchange -> answer(exchange, page(flink, engines)));
    thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "metrics");
              daemon.setDaemon(true);
              return daemon;
            });
    server.setExecutor(thread);
    server.start();
    LOG.info("Figures are at http:/{}/metrics.", server.getAddress());
  }

  private static HttpServer listen(String address, String ports) {
    Iterator<Integer> candidates = NetUtils.getPortRangeFromString(ports);
    while (candidates.hasNext()) {
      try {
        return HttpServer.create(new InetSocketAddress(address, candidates.next()), 0);
      } catch (BindException e) {
        LOG.debug("A port of {} is taken; the next one is tried.", ports, e);
      } catch (IOException e) {
        throw new IllegalStateException("metrics: cannot listen on " + address, e);
      }
    }
    throw new IllegalStateException(
        "metrics: cannot listen on %s, port %s: taken".formatted(address, ports));
  }

  private static byte[] page(CollectorRegistry flink, boolean engines) throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try (Writer writer = new OutputStreamWriter(page, StandardCharsets.UTF_8)) {
      TextFormat.write004(writer, flink.metricFamilySamples());
    }
    if (engines) {
      PrometheusTextFormatWriter.create()
          .write(
              page,
              PrometheusRegistry.defaultRegistry.scrape(),
              EscapingScheme.UNDERSCORE_ESCAPING);
    }
    return page.toByteArray();
  }

  private static void answer(HttpExchange exchange, byte[] page) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", TextFormat.CONTENT_TYPE_004);
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
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
      server.stop(0);
      thread.shutdownNow();
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

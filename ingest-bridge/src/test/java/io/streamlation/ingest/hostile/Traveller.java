package io.streamlation.ingest.hostile;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.hls.HlsLimits;
import io.streamlation.ingest.source.hls.HlsSource;
import io.streamlation.ingest.telemetry.Metrics;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens, in its namespace, every stream that leads inside; says how many were refused. */
final class Traveller {
  private static final CheckedHttp.Limits LIMITS =
      new CheckedHttp.Limits(
          Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5), 3);

  private Traveller() {}

  public static void main(String[] arguments) throws Exception {
    int refused = 0;
    for (String inside : Town.FORBIDDEN) {
      String to = "http://" + inside + "/a";
      List<String> addresses = new ArrayList<>(List.of(to));
      addresses.add("http://" + Town.OPEN + "/redirect?to=" + to);
      Town.LISTS
          .keySet()
          .forEach(path -> addresses.add("http://" + Town.OPEN + path + "?to=" + to));
      addresses.add("http://inside.example/a");
      addresses.add("http://half.example/a");
      addresses.add("http://fickle.example/segment?to=http://again.example/a");
      for (String address : addresses) {
        refused += refusal(address, inside);
      }
    }
    System.out.println("all refused: " + refused + " cases");
  }

  private static int refusal(String address, String inside) {
    AtomicInteger asked = new AtomicInteger();
    AddressCheck check =
        new AddressCheck(
            Set.of("http"),
            Set.of(80),
            Set.of(),
            host ->
                switch (host) {
                  case "inside.example", "again.example" -> numbers(inside);
                  case "half.example" -> numbers(Town.OPEN, inside);
                  case "fickle.example" ->
                      numbers(asked.getAndIncrement() == 0 ? Town.OPEN : inside);
                  default -> numbers(host);
                });
    try (CheckedHttp http = new CheckedHttp(check, LIMITS, Clock.systemUTC())) {
      HlsSource source =
          new HlsSource(
              address,
              AudioWish.ofSpeech("en"),
              http,
              new HlsLimits(1 << 20, 1 << 20, true),
              new Metrics(new PrometheusRegistry()),
              System::nanoTime);
      System.out.println("TAKEN: " + address + " as " + source.next());
      return 0;
    } catch (SourceTrouble trouble) {
      if (!trouble.code().equals("address-refused")) {
        System.out.println("TAKEN: " + address + ": " + trouble.getMessage());
      }
      return 1;
    }
  }

  private static List<InetAddress> numbers(String... numbers) throws java.net.UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String number : numbers) {
      addresses.add(InetAddress.getByName(number));
    }
    return addresses;
  }
}

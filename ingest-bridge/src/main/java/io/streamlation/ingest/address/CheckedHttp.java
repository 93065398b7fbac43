package io.streamlation.ingest.address;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ConnectionShutdownException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Fetches over HTTP, and only what the {@link AddressCheck} admits. The check is the client's
 * resolver: the numbers it lets through are the numbers connected to, so there is no moment between
 * looking and going. Redirects are followed here, each one checked like the first address.
 * Connections live for a minute, then the name is looked up and checked again. Cookies, proxies,
 * credentials and decompression are off.
 */
public final class CheckedHttp implements AutoCloseable {
  private static final TimeValue CONNECTION_LIFE = TimeValue.ofMinutes(1);
  private static final int MOST_CONNECTIONS = 1024;
  private static final int MOST_CONNECTIONS_PER_ORIGIN = 64;
  private static final int READ_BYTES = 16 * 1024;

  /**
   * @param connect until a connection stands
   * @param silence between two bytes
   * @param total for everything, redirects included: ends a body that drips
   */
  public record Limits(Duration connect, Duration silence, Duration total, int redirects) {}

  private final AddressCheck check;
  private final Limits limits;
  private final Clock clock;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor deadlines;

  public CheckedHttp(AddressCheck check, Limits limits, Clock clock) {
    this.check = check;
    this.limits = limits;
    this.clock = clock;
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new CheckingResolver(check))
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_CONNECTIONS_PER_ORIGIN)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.of(limits.connect()))
                            .setSocketTimeout(Timeout.of(limits.silence()))
                            .setTimeToLive(CONNECTION_LIFE)
                            .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.of(limits.connect()))
                    .setResponseTimeout(Timeout.of(limits.silence()))
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .setUserAgent("streamlation-ingest")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .build();
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "fetch-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    this.deadlines.setRemoveOnCancelPolicy(true);
  }

  public AddressCheck check() {
    return check;
  }

  /**
   * The bytes behind an admitted address.
   *
   * @throws AddressRefused also when a redirect or the name's numbers lead to a closed place
   * @throws BadAnswer for any status but success, too many redirects, or more than {@code
   *     mostBytes}
   */
  public Fetched get(URI address, long mostBytes, Optional<ByteSpan> span, Errand errand)
      throws AddressRefused, IOException {
    return follow(address, mostBytes, span, Optional.empty(), errand).fetched();
  }

  /**
   * The same as the page of another origin would get it.
   *
   * @param allowedTo whose pages may read it, as the server says; empty = nobody's
   */
  public record PageFetched(Fetched fetched, Optional<String> allowedTo) {}

  /** Like {@link #get}, saying on behalf of which page. */
  public PageFetched getForPage(URI address, long mostBytes, String pageOrigin, Errand errand)
      throws AddressRefused, IOException {
    return follow(address, mostBytes, Optional.empty(), Optional.of(pageOrigin), errand);
  }

  private PageFetched follow(
      URI address,
      long mostBytes,
      Optional<ByteSpan> span,
      Optional<String> pageOrigin,
      Errand errand)
      throws AddressRefused, IOException {
    long deadlineNanos = System.nanoTime() + limits.total().toNanos();
    URI at = address;
    for (int redirects = 0; ; redirects++) {
      Answer answer = getOnce(at, mostBytes, span, pageOrigin, errand, deadlineNanos);
      if (answer.movedTo == null) {
        return new PageFetched(
            new Fetched(at, answer.bytes, clock.millis(), answer.originAtMs, answer.changedAtMs),
            answer.allowedTo);
      }
      if (redirects == limits.redirects()) {
        throw new BadAnswer(
            answer.status,
            place(address) + " redirects more than " + limits.redirects() + " times");
      }
      at = check.admit(at, answer.movedTo);
    }
  }

  private Answer getOnce(
      URI at,
      long mostBytes,
      Optional<ByteSpan> span,
      Optional<String> pageOrigin,
      Errand errand,
      long deadlineNanos)
      throws AddressRefused, IOException {
    long leftNanos = deadlineNanos - System.nanoTime();
    HttpGet get = new HttpGet(check.admit(at.toString()));
    span.ifPresent(
        s ->
            get.setHeader(
                HttpHeaders.RANGE, "bytes=" + s.offsetBytes() + "-" + (s.endBytes() - 1)));
    pageOrigin.ifPresent(origin -> get.setHeader("Origin", origin));
    Runnable cancel = get::cancel;
    if (!errand.begin(cancel)) {
      throw new IOException("this channel's fetches were called off");
    }
    ScheduledFuture<?> deadline =
        deadlines.schedule(cancel, Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
    try {
      return client.execute(get, response -> read(at, response, mostBytes, span, cancel));
    } catch (Settled e) {
      return e.answer;
    } catch (RefusedHost e) {
      throw e.why;
    } catch (IOException
        | ConnectionShutdownException e) { // the latter if cancelled while dialling
      if (System.nanoTime() >= deadlineNanos && !errand.isCalledOff()) {
        throw new IOException(
            place(at) + " did not arrive within " + limits.total().toMillis() + " ms", e);
      }
      throw e instanceof IOException io ? io : new IOException(place(at) + " was given up", e);
    } finally {
      deadline.cancel(false);
      errand.end(cancel);
    }
  }

  /**
   * Opens a body that is read as it comes. The limits hold until its head has come; between two
   * bytes of it, silence does. Whoever opened it cancels it.
   *
   * @throws BadAnswer as {@link #get}
   */
  public Body open(URI address, Errand errand) throws AddressRefused, IOException {
    URI at = check.admit(address.toString());
    for (int redirects = 0; ; redirects++) {
      HttpGet get = new HttpGet(at);
      ClassicHttpResponse response = head(get, at, errand);
      int status = response.getCode();
      if (status == 200) {
        HttpEntity entity = response.getEntity();
        String type = entity == null ? null : entity.getContentType();
        InputStream in = entity == null ? InputStream.nullInputStream() : entity.getContent();
        return new Body(at, type == null ? "" : type.replaceFirst(";.*", ""), in, get::cancel);
      }
      Header location = response.getFirstHeader(HttpHeaders.LOCATION);
      get.cancel();
      response.close();
      if (location == null || status < 301 || status > 308) {
        throw new BadAnswer(status, place(at) + " answers " + status);
      }
      if (redirects == limits.redirects()) {
        throw new BadAnswer(
            status, place(address) + " redirects more than " + limits.redirects() + " times");
      }
      at = check.admit(at, location.getValue());
    }
  }

  private ClassicHttpResponse head(HttpGet get, URI at, Errand errand)
      throws AddressRefused, IOException {
    Runnable cancel = get::cancel;
    if (!errand.begin(cancel)) {
      throw new IOException("this channel's fetches were called off");
    }
    ScheduledFuture<?> deadline =
        deadlines.schedule(cancel, limits.total().toNanos(), TimeUnit.NANOSECONDS);
    try {
      return client.executeOpen(RoutingSupport.determineHost(get), get, null);
    } catch (RefusedHost e) {
      throw e.why;
    } catch (HttpException e) {
      throw new IOException(place(at) + " cannot be asked: " + e.getMessage(), e);
    } catch (ConnectionShutdownException e) {
      throw new IOException(place(at) + " was given up", e);
    } finally {
      deadline.cancel(false);
      errand.end(cancel);
    }
  }

  /**
   * @param hangUp to be called before a body is left unread: closing it would read it to its end
   */
  private static Answer read(
      URI at,
      ClassicHttpResponse response,
      long mostBytes,
      Optional<ByteSpan> span,
      Runnable hangUp)
      throws IOException {
    int status = response.getCode();
    if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) {
      Header location = response.getFirstHeader(HttpHeaders.LOCATION);
      hangUp.run();
      if (location == null) {
        throw new BadAnswer(status, place(at) + " redirects without saying where");
      }
      throw new Settled(
          new Answer(
              status,
              null,
              location.getValue(),
              OptionalLong.empty(),
              OptionalLong.empty(),
              Optional.empty()));
    }
    if (status != 200 && status != 206) {
      hangUp.run();
      throw new BadAnswer(status, place(at) + " answers " + status);
    }
    boolean cutOut = span.isPresent() && status == 200;
    long most = cutOut ? Math.min(mostBytes, span.get().endBytes()) : mostBytes;
    byte[] bytes = readUpTo(at, response, most, cutOut, hangUp);
    if (span.isEmpty()) {
      return new Answer(
          status,
          bytes,
          null,
          originAtMs(response),
          dateMs(response, HttpHeaders.LAST_MODIFIED),
          allowedTo(response));
    }
    ByteSpan wanted = span.get();
    int from = cutOut ? (int) Math.min(wanted.offsetBytes(), bytes.length) : 0;
    if (bytes.length - from < wanted.lengthBytes()) {
      throw new BadAnswer(
          status,
          place(at)
              + " gave "
              + (bytes.length - from)
              + " bytes of the "
              + wanted.lengthBytes()
              + " asked for");
    }
    byte[] part = new byte[(int) wanted.lengthBytes()];
    System.arraycopy(bytes, from, part, 0, part.length);
    Answer answer =
        new Answer(
            status,
            part,
            null,
            originAtMs(response),
            dateMs(response, HttpHeaders.LAST_MODIFIED),
            allowedTo(response));
    if (cutOut) {
      throw new Settled(answer); // the rest was left
    }
    return answer;
  }

  private static Optional<String> allowedTo(ClassicHttpResponse response) {
    Header allowed = response.getFirstHeader("Access-Control-Allow-Origin");
    return allowed == null ? Optional.empty() : Optional.of(allowed.getValue().strip());
  }

  /** Its Date, and the Age that a cache on the way gave it. */
  private static OptionalLong originAtMs(ClassicHttpResponse response) {
    OptionalLong said = dateMs(response, HttpHeaders.DATE);
    if (said.isEmpty()) {
      return said;
    }
    Header age = response.getFirstHeader(HttpHeaders.AGE);
    boolean aged = age != null && age.getValue().matches("\\d{1,7}");
    return OptionalLong.of(said.getAsLong() + (aged ? 1000 * Long.parseLong(age.getValue()) : 0));
  }

  private static OptionalLong dateMs(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    Instant said = header == null ? null : DateUtils.parseStandardDate(header.getValue());
    return said == null ? OptionalLong.empty() : OptionalLong.of(said.toEpochMilli());
  }

  private static byte[] readUpTo(
      URI at, ClassicHttpResponse response, long mostBytes, boolean restMayBeLeft, Runnable hangUp)
      throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    if (entity.getContentLength() > mostBytes && !restMayBeLeft) {
      hangUp.run();
      throw tooLarge(at, response.getCode(), mostBytes);
    }
    InputStream in = entity.getContent();
    byte[] all =
        new byte[(int) Math.min(mostBytes, Math.max(READ_BYTES, entity.getContentLength()))];
    int have = 0;
    while (true) {
      if (have == all.length) {
        if (have == mostBytes) {
          break;
        }
        all = Arrays.copyOf(all, (int) Math.min(mostBytes, all.length * 2L));
      }
      int n = in.read(all, have, all.length - have);
      if (n < 0) {
        return have == all.length ? all : Arrays.copyOf(all, have);
      }
      have += n;
    }
    if (!restMayBeLeft && in.read() >= 0) {
      hangUp.run();
      throw tooLarge(at, response.getCode(), mostBytes);
    }
    if (restMayBeLeft) {
      hangUp.run();
    }
    return all;
  }

  private static BadAnswer tooLarge(URI at, int status, long mostBytes) {
    return new BadAnswer(status, place(at) + " is larger than the " + mostBytes + " bytes allowed");
  }

  /** The address without its query, which may hold a token. */
  public static String place(URI at) {
    String text = at.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  private record Answer(
      int status,
      byte[] bytes,
      String movedTo,
      OptionalLong originAtMs,
      OptionalLong changedAtMs,
      Optional<String> allowedTo) {}

  /** All that was wanted of this response is known. */
  private static final class Settled extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Answer answer;

    Settled(Answer answer) {
      super("settled");
      this.answer = answer;
    }
  }

  private static final class RefusedHost extends UnknownHostException {
    private static final long serialVersionUID = 1L;
    private final transient AddressRefused why;

    RefusedHost(AddressRefused why) {
      super(why.getMessage());
      this.why = why;
    }
  }

  /**
   * The client asks with the port; whoever asks without one gets no exception from allow.source.
   */
  private static final class CheckingResolver implements DnsResolver {
    private static final int NO_PORT = 65_535;
    private final AddressCheck check;

    CheckingResolver(AddressCheck check) {
      this.check = check;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
      try {
        return check.resolve(host, port).stream().map(a -> new InetSocketAddress(a, port)).toList();
      } catch (AddressRefused e) {
        throw new RefusedHost(e);
      }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      try {
        return check.resolve(host, NO_PORT).toArray(InetAddress[]::new);
      } catch (AddressRefused e) {
        throw new RefusedHost(e);
      }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}

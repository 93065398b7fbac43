package io.streamlation.control.playout;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.playout.PlayAddress.Kind;
import io.streamlation.control.playout.Viewers.Answer;
import io.streamlation.control.playout.Viewers.Copy;
import io.streamlation.control.playout.Viewers.Info;
import io.streamlation.control.playout.Viewers.Later;
import io.streamlation.control.playout.Viewers.Text;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.ProblemWriter;
import io.streamlation.control.problem.Refusal;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.CannotCreateTransactionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers everything under {@code /play} before Tomcat looks for filters and servlets: viewers are
 * many, show nothing but the token in the path, and get bytes that are ready. It stands before
 * Spring Security, so it says itself what that says on every answer; and nothing here writes down
 * an address.
 *
 * <p>Players run in pages of other origins: which of those may read is said on every answer,
 * refusals too. There are no cookies, so nothing else is given away by it.
 */
final class PlayValve extends ValveBase {
  private static final Logger log = LoggerFactory.getLogger(PlayValve.class);

  private static final String ANY = "*";
  private static final String METHODS = "GET, HEAD";
  private static final String GZIP = "gzip";

  /** Tomcat hands a file to the kernel if these are set; below so many bytes that costs more. */
  private static final String SENDFILE = "org.apache.tomcat.sendfile.";

  private static final long LEAST_SENDFILE_BYTES = 48 * 1024;
  private static final int COPY_BYTES = 64 * 1024;

  private final Viewers viewers;
  private final Waiting waiting;
  private final ProblemWriter problems;
  private final JsonMapper json;
  private final Set<String> allowed;
  private final boolean anyAllowed;
  private final long longestWaitMs;
  private final Map<Kind, Counter[]> answered = new EnumMap<>(Kind.class);
  private final Counter[] elsewhere;

  PlayValve(
      Viewers viewers,
      Waiting waiting,
      ProblemWriter problems,
      JsonMapper json,
      ControlSettings settings,
      MeterRegistry metrics) {
    super(true); // who waits holds no thread
    this.viewers = viewers;
    this.waiting = waiting;
    this.problems = problems;
    this.json = json;
    this.allowed = settings.playout().allowedOrigins();
    this.anyAllowed = allowed.contains(ANY);
    this.longestWaitMs = settings.playout().longestWait().toMillis();
    for (Kind kind : Kind.values()) {
      answered.put(kind, counters(metrics, kind.name().toLowerCase(Locale.ROOT)));
    }
    elsewhere = counters(metrics, "nothing");
  }

  /** By the first digit of the status. */
  private static Counter[] counters(MeterRegistry metrics, String asked) {
    Counter[] counters = new Counter[6];
    for (int hundreds = 2; hundreds < counters.length; hundreds++) {
      counters[hundreds] =
          Counter.builder("streamlation.playout.answers")
              .description("What players asked for, and how they were answered")
              .tag("asked", asked)
              .tag("status", hundreds + "xx")
              .register(metrics);
    }
    return counters;
  }

  @Override
  public void invoke(Request asked, Response answer) throws IOException, ServletException {
    if (asked.getDecodedRequestURI().startsWith(PlayAddress.BEGIN)) {
      answer(asked.getRequest(), answer.getResponse());
    } else {
      getNext().invoke(asked, answer);
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    sayOnEveryAnswer(request, response);
    Optional<PlayAddress> address = PlayAddress.of(request.getRequestURI());
    Counter[] counters = address.map(a -> answered.get(a.kind())).orElse(elsewhere);
    switch (request.getMethod()) {
      case "GET", "HEAD" -> {
        Parked parked = new Parked(request, response, counters);
        try {
          answer(address.orElseThrow(PlayValve::nothing), parked);
        } catch (RuntimeException thrown) {
          parked.refuse(thrown);
        }
      }
      case "OPTIONS" -> {
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Range, If-None-Match");
        response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      }
      default -> {
        response.setHeader(HttpHeaders.ALLOW, METHODS);
        new Parked(request, response, counters)
            .refuse(
                Refusal.of(ProblemType.METHOD_NOT_ALLOWED, "What viewers watch is only fetched."));
      }
    }
  }

  private void sayOnEveryAnswer(HttpServletRequest request, HttpServletResponse response) {
    if (anyAllowed) {
      response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    } else {
      String origin = request.getHeader(HttpHeaders.ORIGIN);
      response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      if (origin != null && allowed.contains(origin)) {
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      }
    }
    response.setHeader(
        HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Content-Length, Content-Range, Date, ETag");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("X-XSS-Protection", "0");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (request.isSecure()) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains");
    }
  }

  private void answer(PlayAddress address, Parked parked) throws IOException {
    HttpServletRequest request = parked.request;
    Answer answer =
        viewers.ask(
            address,
            address.kind().canBeAwaited() ? PlayAddress.awaited(request.getQueryString()) : null);
    if (answer instanceof Later later) {
      if (later.isThere().getAsBoolean()) {
        parked.send(later.answer().get());
      } else {
        parked.await(later);
      }
    } else {
      parked.send(answer);
    }
  }

  private static Refusal nothing() {
    return Refusal.of(ProblemType.NOT_FOUND, "No player fetches anything from this address.");
  }

  private static Refusal said(RuntimeException thrown) {
    if (thrown instanceof Refusal refusal) {
      return refusal;
    }
    if (thrown instanceof DataAccessResourceFailureException
        || thrown instanceof TransientDataAccessException
        || thrown instanceof CannotCreateTransactionException) {
      log.warn("PLATFORM: the database did not answer a viewer", thrown);
      return Refusal.databaseAway();
    }
    log.error("PLATFORM: a viewer's request failed", thrown);
    return Refusal.failed();
  }

  // ---- one answer ------------------------------------------------------------------------------

  /**
   * A request and its answer, which may have to wait for the next entry; then it holds no thread.
   */
  private final class Parked implements Waiting.Look, AsyncListener {
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Counter[] counters;
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private Later later;
    private AsyncContext async;

    Parked(HttpServletRequest request, HttpServletResponse response, Counter[] counters) {
      this.request = request;
      this.response = response;
      this.counters = counters;
    }

    void await(Later next) {
      later = next;
      async = request.startAsync();
      async.setTimeout(longestWaitMs);
      async.addListener(this);
      if (!waiting.begin(later.key(), this)) {
        finish();
      }
    }

    @Override
    public boolean isDone() {
      if (!later.isThere().getAsBoolean()) {
        return false;
      }
      if (isTaken.compareAndSet(false, true)) {
        try {
          async.start(this::write); // whoever found it goes on to the others
        } catch (IllegalStateException e) {
          log.debug("a player did not wait for the next entry", e);
        }
      }
      return true;
    }

    private void finish() {
      if (isTaken.compareAndSet(false, true)) {
        write();
      }
    }

    private void write() {
      try {
        send(later.answer().get());
      } catch (RuntimeException | IOException thrown) {
        refuseLate(thrown);
      } finally {
        async.complete();
      }
    }

    private void refuseLate(Exception thrown) {
      try {
        if (thrown instanceof RuntimeException refused) {
          refuse(refused);
          return;
        }
      } catch (IOException e) {
        thrown.addSuppressed(e);
      }
      log.debug("a player went away while it was answered", thrown);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      finish();
    }

    @Override
    public void onError(AsyncEvent event) {
      isTaken.set(true); // nobody is there
    }

    @Override
    public void onComplete(AsyncEvent event) {
      waiting.end(later.key(), this);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}

    // ---- how it is sent ------------------------------------------------------------------------

    void refuse(RuntimeException thrown) throws IOException {
      Refusal refusal = said(thrown);
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      problems.write(response, refusal);
      count();
    }

    private void count() {
      counters[response.getStatus() / 100].increment();
    }

    void send(Answer answer) throws IOException {
      if (answer instanceof Text text) {
        send(text);
      } else if (answer instanceof Copy copy) {
        send(copy);
      } else if (answer instanceof Info info) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "max-age=1");
        response.setContentType("application/json");
        body(json.writeValueAsBytes(info.info()));
      }
      count();
    }

    private void send(Text answer) throws IOException {
      boolean gzip = takesGzip(request);
      Rendered text = answer.text();
      String etag = text.etag(gzip);
      response.setHeader(HttpHeaders.CACHE_CONTROL, answer.lives().cacheControl());
      response.setHeader(HttpHeaders.ETAG, etag);
      response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
      if (isKnown(request, etag)) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return;
      }
      response.setContentType(answer.type());
      if (gzip) {
        response.setHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
      }
      body(gzip ? text.gzip() : text.plain());
    }

    private void body(byte[] bytes) throws IOException {
      response.setContentLength(bytes.length);
      if (isWithBody()) {
        response.getOutputStream().write(bytes);
      }
    }

    private boolean isWithBody() {
      return request.getMethod().equals("GET");
    }

    private void send(Copy copy) throws IOException {
      long size = size(copy);
      String etag = "\"" + copy.name() + "\"";
      response.setHeader(HttpHeaders.CACHE_CONTROL, Viewers.Lives.FOR_EVER.cacheControl());
      response.setHeader(HttpHeaders.ETAG, etag);
      response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
      if (isKnown(request, etag)) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return;
      }
      Optional<ByteRange> range = range(etag, size);
      if (range.isPresent() && !range.get().isThere()) {
        response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
        response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
        response.setContentLength(0);
        return;
      }
      ByteRange wanted = range.orElseGet(() -> new ByteRange(0, size));
      if (range.isPresent()) {
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        response.setHeader(
            HttpHeaders.CONTENT_RANGE,
            "bytes " + wanted.from() + "-" + (wanted.until() - 1) + "/" + size);
      }
      response.setContentType(copy.type());
      response.setContentLengthLong(wanted.length());
      if (isWithBody()) {
        bytes(copy.file(), wanted);
      }
    }

    private long size(Copy copy) throws IOException {
      try {
        BasicFileAttributes found = Files.readAttributes(copy.file(), BasicFileAttributes.class);
        if (found.isRegularFile()) {
          return found.size();
        }
      } catch (NoSuchFileException e) {
        log.trace("the bridge keeps it no longer", e);
      }
      throw Viewers.noCopy(copy.name());
    }

    /** Of what a player has begun to fetch it gets the rest only if that is still the same. */
    private Optional<ByteRange> range(String etag, long size) {
      String asked = request.getHeader(HttpHeaders.RANGE);
      if (asked == null || !isWithBody()) {
        return Optional.empty();
      }
      String only = request.getHeader(HttpHeaders.IF_RANGE);
      return only == null || only.equals(etag) ? ByteRange.of(asked, size) : Optional.empty();
    }

    private void bytes(Path file, ByteRange wanted) throws IOException {
      if (wanted.length() >= LEAST_SENDFILE_BYTES
          && Boolean.TRUE.equals(request.getAttribute(SENDFILE + "support"))) {
        request.setAttribute(SENDFILE + "filename", file.toString());
        request.setAttribute(SENDFILE + "start", wanted.from());
        request.setAttribute(SENDFILE + "end", wanted.until());
        return;
      }
      OutputStream out = response.getOutputStream();
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(COPY_BYTES, wanted.length()));
      try (FileChannel in = FileChannel.open(file)) {
        for (long at = wanted.from(); at < wanted.until(); ) {
          piece.clear().limit((int) Math.min(piece.capacity(), wanted.until() - at));
          int read = in.read(piece, at);
          if (read < 0) {
            throw new IOException("a segment became shorter while it was sent");
          }
          out.write(piece.array(), 0, read);
          at += read;
        }
      }
    }
  }

  // ---- what the request says -------------------------------------------------------------------

  private static boolean takesGzip(HttpServletRequest request) {
    Enumeration<String> lines = request.getHeaders(HttpHeaders.ACCEPT_ENCODING);
    while (lines.hasMoreElements()) {
      if (takesGzip(lines.nextElement())) {
        return true;
      }
    }
    return false;
  }

  static boolean takesGzip(String encodings) {
    int at = encodings.indexOf(GZIP);
    if (at < 0 || encodings.indexOf(';', at) < 0) {
      return at >= 0;
    }
    for (String one : encodings.split(",")) {
      String[] words = one.strip().split("\\s*;\\s*");
      if (words[0].equals(GZIP)) {
        return words.length < 2 || !words[1].matches("q=0(\\.0{0,3})?");
      }
    }
    return false;
  }

  /** Whether the player has it already (RFC 9110 §13.1.2, compared weakly). */
  private static boolean isKnown(HttpServletRequest request, String etag) {
    String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    return known != null && (known.equals(etag) || isAmong(known, etag));
  }

  static boolean isAmong(String list, String etag) {
    for (String one : list.split(",")) {
      String bare = one.strip();
      if (bare.equals(ANY) || (bare.startsWith("W/") ? bare.substring(2) : bare).equals(etag)) {
        return true;
      }
    }
    return false;
  }
}

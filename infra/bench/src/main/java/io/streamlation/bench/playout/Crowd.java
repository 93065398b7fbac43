package io.streamlation.bench.playout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Many viewers on one thread, each with a connection that stays open. It knows no more of HTTP/1.1
 * than what servers here answer, so that it costs less than they do.
 */
final class Crowd {
  private static final int LONGEST_HEAD = 8 * 1024;

  private final InetSocketAddress server;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
  private final byte[] bytes = new byte[256 * 1024];
  private final PriorityQueue<Seat> idle =
      new PriorityQueue<>(Comparator.comparingLong(seat -> seat.viewer.dueNanos()));
  private final Histogram latencyUs = new Histogram(60_000_000L, 3);
  private final TreeMap<String, Long> answers = new TreeMap<>();
  private long reopened;
  private Selector selector;

  /** Who asks. One thing at a time, as HTTP/1.1 does. */
  interface Viewer {
    /** All are connected; what it wants at a time of its own counts from now. */
    default void begins(long nanoTime) {}

    /** When it wants to ask for something next. */
    long dueNanos();

    Request next();

    void answered(Request request, int status, String etag, byte[] body);
  }

  /**
   * @param keepsBody whether its viewer wants to see what came
   */
  record Request(byte[] bytes, boolean keepsBody, String path) {
    static Request of(String path, String etag, boolean keepsBody) {
      return new Request(
          ("GET "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
                  + (etag.isEmpty() ? "" : "If-None-Match: " + etag + "\r\n")
                  + "\r\n")
              .getBytes(StandardCharsets.ISO_8859_1),
          keepsBody,
          path);
    }
  }

  /**
   * @param answers how many of each status, or of what was wrong
   * @param reopened connections that the server had closed
   * @param clientCores what asking itself cost
   */
  record Round(
      Histogram latencyUs,
      TreeMap<String, Long> answers,
      long reopened,
      double seconds,
      double clientCores) {
    double perSecond() {
      return latencyUs.getTotalCount() / seconds;
    }
  }

  private static final class Seat {
    final Viewer viewer;
    SocketChannel channel;
    SelectionKey key;
    ByteBuffer out;
    Request asked;
    long since;
    final byte[] head = new byte[LONGEST_HEAD];
    int headLength;
    long bodyLeft = -1; // −1 = in the head
    ByteArrayOutputStream body;
    int status;
    String etag = "";
    boolean closes;

    Seat(Viewer viewer) {
      this.viewer = viewer;
    }
  }

  private Crowd(InetSocketAddress server) {
    this.server = server;
  }

  /** All of them, for so long; connecting is not counted. */
  static Round watch(InetSocketAddress server, List<? extends Viewer> viewers, Duration length)
      throws IOException {
    Crowd crowd = new Crowd(server);
    List<Seat> seats = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      crowd.selector = selector;
      for (Viewer viewer : viewers) {
        Seat seat = new Seat(viewer);
        crowd.connect(seat);
        seats.add(seat);
      }
      return crowd.run(seats, length);
    } finally {
      for (Seat seat : seats) {
        if (seat.channel != null) {
          seat.channel.close();
        }
      }
    }
  }

  private void connect(Seat seat) throws IOException {
    seat.channel = SocketChannel.open();
    seat.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    seat.channel.connect(server);
    seat.channel.configureBlocking(false);
    seat.key = seat.channel.register(selector, SelectionKey.OP_READ, seat);
    seat.closes = false;
  }

  private Round run(List<Seat> seats, Duration length) throws IOException {
    long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(Thread.currentThread().getId());
    long begin = System.nanoTime();
    for (Seat seat : seats) {
      seat.viewer.begins(begin);
      idle.add(seat);
    }
    long end = begin + length.toNanos();
    for (long now = begin; now < end; now = System.nanoTime()) {
      while (!idle.isEmpty() && idle.peek().viewer.dueNanos() - now <= 0) {
        ask(idle.poll(), now);
      }
      long until = idle.isEmpty() ? end : Math.min(end, idle.peek().viewer.dueNanos());
      selector.select(Math.max(1, (until - now) / 1_000_000));
      Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
      while (ready.hasNext()) {
        SelectionKey key = ready.next();
        ready.remove();
        Seat seat = (Seat) key.attachment();
        if (key.isValid() && key.isWritable()) {
          write(seat);
        }
        if (key.isValid() && key.isReadable()) {
          read(seat);
        }
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    cpu =
        ManagementFactory.getThreadMXBean().getThreadCpuTime(Thread.currentThread().getId()) - cpu;
    return new Round(latencyUs, answers, reopened, seconds, cpu / 1e9 / seconds);
  }

  private void ask(Seat seat, long now) throws IOException {
    // Of who comes by the clock the wait for us counts too; nobody is spared a stall of the server.
    seat.since = seat.viewer.dueNanos() == 0 ? now : seat.viewer.dueNanos();
    seat.asked = seat.viewer.next();
    seat.out = ByteBuffer.wrap(seat.asked.bytes());
    seat.headLength = 0;
    seat.bodyLeft = -1;
    write(seat);
  }

  private void write(Seat seat) throws IOException {
    try {
      seat.channel.write(seat.out);
    } catch (IOException e) {
      again(seat);
      return;
    }
    seat.key.interestOps(
        seat.out.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  private void read(Seat seat) throws IOException {
    buffer.clear();
    int count;
    try {
      count = seat.channel.read(buffer);
    } catch (IOException e) {
      count = -1;
    }
    if (count < 0) {
      again(seat);
      return;
    }
    buffer.flip();
    buffer.get(bytes, 0, count);
    take(seat, count);
  }

  private void take(Seat seat, int count) throws IOException {
    for (int i = 0; i < count; ) {
      if (seat.bodyLeft < 0) {
        seat.head[seat.headLength++] = bytes[i++];
        if (isHeadWhole(seat)) {
          understand(seat);
        }
      } else {
        int part = (int) Math.min(seat.bodyLeft, count - i);
        if (seat.body != null) {
          seat.body.write(bytes, i, part);
        }
        seat.bodyLeft -= part;
        i += part;
      }
      if (seat.bodyLeft == 0) {
        done(seat);
        return;
      }
    }
  }

  private static boolean isHeadWhole(Seat seat) {
    int n = seat.headLength;
    return n >= 4
        && seat.head[n - 1] == '\n'
        && seat.head[n - 2] == '\r'
        && seat.head[n - 3] == '\n'
        && seat.head[n - 4] == '\r';
  }

  private static void understand(Seat seat) {
    String head = new String(seat.head, 0, seat.headLength, StandardCharsets.ISO_8859_1);
    seat.status = Integer.parseInt(head.substring(9, 12));
    seat.etag = "";
    seat.bodyLeft = 0;
    for (String line : head.split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> seat.bodyLeft = seat.status == 304 ? 0 : Long.parseLong(value);
        case "etag" -> seat.etag = value;
        case "connection" -> seat.closes = value.equalsIgnoreCase("close");
        case "transfer-encoding" ->
            throw new IllegalStateException(
                "%s was answered %d in pieces".formatted(seat.asked.path(), seat.status));
        default -> {}
      }
    }
    seat.body = seat.asked.keepsBody() ? new ByteArrayOutputStream() : null;
  }

  private void done(Seat seat) throws IOException {
    long now = System.nanoTime();
    latencyUs.recordValue(Math.min(60_000_000L, (now - seat.since) / 1_000));
    answers.merge(Integer.toString(seat.status), 1L, Long::sum);
    Request asked = seat.asked;
    seat.asked = null;
    seat.viewer.answered(
        asked, seat.status, seat.etag, seat.body == null ? new byte[0] : seat.body.toByteArray());
    if (seat.closes) {
      again(seat);
    } else if (seat.viewer.dueNanos() - now <= 0) {
      ask(seat, now);
    } else {
      idle.add(seat);
    }
  }

  /** The server has hung up, as it may after so many requests. */
  private void again(Seat seat) throws IOException {
    if (seat.asked != null) {
      answers.merge("broken", 1L, Long::sum);
      seat.asked = null;
    }
    idle.remove(seat);
    seat.channel.close();
    reopened++;
    connect(seat);
    idle.add(seat);
  }
}

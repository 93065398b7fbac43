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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Many live sockets on one thread. It knows no more of WebSocket (RFC 6455) than control-api says,
 * so that it costs less than that does.
 */
final class LiveCrowd implements AutoCloseable {
  private static final byte[] CAPTURED = "\"capturedAtMs\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LIVE = "\"live\":".getBytes(StandardCharsets.US_ASCII);
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final InetSocketAddress server;
  private final Selector selector = Selector.open();
  private final List<Seat> seats = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private Histogram lagMs = new Histogram(120_000L, 3);
  private final List<String> gone = new ArrayList<>();
  private int live;
  private long cpuNanos;

  private static final class Seat {
    final SocketChannel channel;
    final SelectionKey key;
    final byte[] identify;
    boolean isUpgraded;
    boolean isLive;
    byte[] rest = new byte[0];

    Seat(SocketChannel channel, SelectionKey key, byte[] identify) {
      this.channel = channel;
      this.key = key;
      this.identify = identify;
    }
  }

  LiveCrowd(InetSocketAddress server) throws IOException {
    this.server = server;
  }

  /** One more, who watches a session in one language. */
  void join(String ticket, String session, String language) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.connect(server);
    channel.configureBlocking(false);
    String identify =
        "{\"identify\":{\"ticket\":\"%s\",\"watch\":[{\"sessionId\":\"%s\",\"languages\":[\"%s\"]}]}}"
            .formatted(ticket, session, language);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    Seat seat = new Seat(channel, key, identify.getBytes(StandardCharsets.UTF_8));
    key.attach(seat);
    seats.add(seat);
    send(
        seat,
        ("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** These take nothing any more. */
  void stall(int count) {
    for (Seat seat : seats.subList(0, count)) {
      seat.key.interestOps(0);
    }
  }

  int live() {
    return live;
  }

  /** From Kafka to here, of those who take what comes. */
  Histogram lagMs() {
    return lagMs;
  }

  void countAnew() {
    lagMs = new Histogram(120_000L, 3);
    cpuNanos = 0;
  }

  /** Why sockets were closed. */
  List<String> gone() {
    return gone;
  }

  long cpuNanos() {
    return cpuNanos;
  }

  /** Takes what comes until it is enough; false if it was not within so long. */
  boolean until(BooleanSupplier isEnough, long mostNanos) throws IOException {
    long before = threadCpu();
    long end = System.nanoTime() + mostNanos;
    try {
      while (!isEnough.getAsBoolean()) {
        if (System.nanoTime() - end > 0) {
          return false;
        }
        selector.select(20);
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
          SelectionKey key = ready.next();
          ready.remove();
          if (key.isValid() && key.isReadable()) {
            read((Seat) key.attachment());
          }
        }
      }
      return true;
    } finally {
      cpuNanos += threadCpu() - before;
    }
  }

  private static long threadCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
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
      leave(seat, "without a word");
      return;
    }
    byte[] bytes = Arrays.copyOf(seat.rest, seat.rest.length + count);
    buffer.flip().get(bytes, seat.rest.length, count);
    int at = seat.isUpgraded ? 0 : upgraded(seat, bytes);
    while (seat.isUpgraded && seat.channel.isOpen()) {
      int end = frame(seat, bytes, at);
      if (end < 0) {
        break;
      }
      at = end;
    }
    seat.rest = Arrays.copyOfRange(bytes, at, bytes.length);
  }

  /** Where frames begin; 0 while the answer is not whole. */
  private int upgraded(Seat seat, byte[] bytes) throws IOException {
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = head.indexOf("\r\n\r\n");
    if (end < 0) {
      return 0;
    }
    if (!head.startsWith("HTTP/1.1 101 ")) {
      leave(seat, head.lines().findFirst().orElse(""));
      return bytes.length;
    }
    seat.isUpgraded = true;
    send(seat, masked(TEXT, seat.identify));
    return end + 4;
  }

  /** Where the next begins; −1 while this one is not whole. */
  private int frame(Seat seat, byte[] bytes, int at) throws IOException {
    int there = bytes.length - at;
    if (there < 2) {
      return -1;
    }
    int opcode = bytes[at] & 0x0f;
    long length = bytes[at + 1] & 0x7f;
    int head = length == 126 ? 4 : length == 127 ? 10 : 2;
    if (there < head) {
      return -1;
    }
    if (head > 2) {
      length = 0;
      for (int i = 2; i < head; i++) {
        length = length << 8 | bytes[at + i] & 0xff;
      }
    }
    if (there < head + length) {
      return -1;
    }
    int from = at + head;
    int to = from + (int) length;
    switch (opcode) {
      case TEXT -> heard(seat, bytes, from, to);
      case PING -> send(seat, masked(PONG, Arrays.copyOfRange(bytes, from, to)));
      case CLOSE ->
          leave(
              seat,
              length < 2
                  ? "closed"
                  : new String(bytes, from + 2, to - from - 2, StandardCharsets.UTF_8));
      default -> {}
    }
    return to;
  }

  private void heard(Seat seat, byte[] bytes, int from, int to) {
    int captured = find(CAPTURED, bytes, from, to);
    if (captured >= 0) {
      if (seat.isLive) {
        long at = 0;
        for (int i = captured + CAPTURED.length; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
          at = 10 * at + bytes[i] - '0';
        }
        lagMs.recordValue(Math.max(0, Math.min(120_000, System.currentTimeMillis() - at)));
      }
    } else if (!seat.isLive && find(LIVE, bytes, from, to) >= 0) {
      seat.isLive = true;
      live++;
    }
  }

  private static int find(byte[] what, byte[] in, int from, int to) {
    for (int at = from; at <= to - what.length; at++) {
      if (in[at] == what[0] && Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        return at;
      }
    }
    return -1;
  }

  private void leave(Seat seat, String why) throws IOException {
    gone.add(why);
    if (seat.isLive) {
      live--;
    }
    seat.channel.close();
  }

  /** What clients say must be masked; a mask of zeros is one. */
  private static byte[] masked(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 8);
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** So little that it fits into what the kernel holds. */
  private static void send(Seat seat, byte[] bytes) throws IOException {
    if (seat.channel.write(ByteBuffer.wrap(bytes)) < bytes.length) {
      throw new IOException("a new socket takes no " + bytes.length + " bytes");
    }
  }

  @Override
  public void close() throws IOException {
    for (Seat seat : seats) {
      seat.channel.close();
    }
    selector.close();
  }
}

package io.streamlation.ingest.source.receive;

import io.streamlation.contracts.AudioFormat;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cuts an MPEG transport stream (ISO 13818-1) where an audio packet with a stamp begins, and puts
 * the tables before each cut, so that each can be read alone. Which audio is heard is not decided
 * here: the first elementary stream that is audio by its stream id only gives the beat.
 *
 * <pre>
 * packet: 47 | tei pusi prio pid:13 | scrambling:2 adaptation:1 payload:1 counter:4 | ... 188 bytes
 * PES:    00 00 01 id | length:16 | flags:8 | pts?:1 dts?:1 ... | header length:8 | pts in 5 bytes
 * </pre>
 *
 * <p>Remembered: the tables as last seen, the cut under way, and what came behind a cut that was
 * given out before its border.
 */
public final class TransportCutter implements StreamCutter {
  private static final int PACKET_BYTES = 188;
  private static final int SYNC = 0x47;
  private static final int MOST_TABLE_PACKETS = 8;
  private static final int MOST_CUT_BYTES = 8 << 20;
  private static final long PTS_HZ = 90_000;
  private static final long PTS_WRAP = 1L << 33;
  private static final long JUMP_TICKS = 2 * PTS_HZ;

  /** So long private streams (AC-3, Opus) wait whether a plain audio stream shows up. */
  private static final long PRIVATE_AFTER_NANOS = 400_000_000L;

  private final long cutTicks;
  private final Table programmes = new Table();
  private final Table programme = new Table();
  private final byte[] packet = new byte[PACKET_BYTES];
  private int filled;
  private int programmePid = -1;
  private int beatPid = -1;
  private long tablesAtNanos = -1;
  private ByteArrayOutputStream open;
  private final ByteArrayOutputStream behind = new ByteArrayOutputStream();
  private long openPts;
  private long lastPts;
  private long stepTicks;
  private boolean openApart;
  private long beganAtNanos;
  private long arrivedAtNanos;
  private int counter;

  public TransportCutter(Duration length) {
    this.cutTicks = length.toMillis() * PTS_HZ / 1_000;
  }

  @Override
  public List<Cut> take(byte[] bytes, int count, long nowNanos) {
    List<Cut> cuts = new ArrayList<>();
    for (int at = 0; at < count; ) {
      if (filled == 0 && (bytes[at] & 0xff) != SYNC) {
        at++; // damaged: look for the next packet
        continue;
      }
      int n = Math.min(PACKET_BYTES - filled, count - at);
      System.arraycopy(bytes, at, packet, filled, n);
      filled += n;
      at += n;
      if (filled == PACKET_BYTES) {
        filled = 0;
        packet(nowNanos).ifPresent(cuts::add);
      }
    }
    return cuts;
  }

  private Optional<Cut> packet(long nowNanos) {
    int pid = (packet[1] & 0x1f) << 8 | packet[2] & 0xff;
    boolean unitStart = (packet[1] & 0x40) != 0;
    int payload = payloadAt();
    if (pid == 0) {
      programmes.add(packet, unitStart);
      if (unitStart) {
        programmePid = firstProgrammePid(payload);
      }
      return Optional.empty();
    }
    if (pid == programmePid) {
      // Other streams from here on: another one may give the beat, and no decoder can go on.
      boolean others = programme.add(packet, unitStart);
      Optional<Cut> before = others ? rest() : Optional.empty();
      if (others) {
        beatPid = -1;
        tablesAtNanos = -1;
        stepTicks = 0;
      }
      return before;
    }
    if (programme.packets.isEmpty()) {
      return Optional.empty();
    }
    tablesAtNanos = tablesAtNanos < 0 ? nowNanos : tablesAtNanos;
    Optional<Cut> whole = Optional.empty();
    if (unitStart && (pid == beatPid || beatPid < 0 && givesTheBeat(payload, nowNanos))) {
      OptionalLong pts = ptsAt(payload);
      if (pts.isPresent()) {
        beatPid = pid;
        whole = beat(pts.getAsLong(), nowNanos);
      }
    }
    if (open == null) {
      behind.write(packet, 0, beatPid < 0 ? 0 : PACKET_BYTES);
      return whole;
    }
    open.write(packet, 0, PACKET_BYTES);
    arrivedAtNanos = nowNanos;
    if (open.size() > MOST_CUT_BYTES) {
      beatPid = -1; // it gives no beat any more
      return rest();
    }
    return whole;
  }

  private Optional<Cut> beat(long pts, long nowNanos) {
    if (open == null) {
      boolean goesOn = stepTicks > 0 && isStep(pts);
      begin(pts, !goesOn, nowNanos);
      return Optional.empty();
    }
    if (!isStep(pts)) {
      Optional<Cut> cut = rest();
      begin(pts, true, nowNanos);
      return cut;
    }
    stepTicks = ticksBetween(lastPts, pts);
    lastPts = pts;
    long ticks = ticksBetween(openPts, pts);
    if (ticks < cutTicks) {
      return Optional.empty();
    }
    Optional<Cut> cut = Optional.of(cut(ticks));
    begin(pts, false, nowNanos);
    return cut;
  }

  private boolean isStep(long pts) {
    long ticks = ticksBetween(lastPts, pts);
    return ticks > 0 && ticks <= JUMP_TICKS;
  }

  private void begin(long pts, boolean apart, long nowNanos) {
    open = new ByteArrayOutputStream();
    openPts = pts;
    lastPts = pts;
    openApart = apart;
    beganAtNanos = nowNanos;
    arrivedAtNanos = nowNanos;
    programmes.writeTo(open, counter);
    programme.writeTo(open, counter);
    counter++;
    if (!apart) {
      open.writeBytes(behind.toByteArray());
    }
    behind.reset();
  }

  @Override
  public Optional<Cut> rest() {
    if (open == null) {
      return Optional.empty();
    }
    long ticks = ticksBetween(openPts, lastPts) + stepTicks;
    Cut cut = cut(ticks);
    open = null;
    return Optional.of(cut);
  }

  private Cut cut(long ticks) {
    return new Cut(
        new byte[0],
        open.toByteArray(),
        OptionalLong.of(openPts),
        Math.round(ticks * (double) AudioFormat.SAMPLE_RATE_HZ / PTS_HZ),
        openApart,
        beganAtNanos,
        arrivedAtNanos);
  }

  private static long ticksBetween(long from, long to) {
    long ticks = Math.floorMod(to - from, PTS_WRAP);
    return ticks >= PTS_WRAP / 2 ? ticks - PTS_WRAP : ticks;
  }

  private boolean givesTheBeat(int payload, long nowNanos) {
    if (payload + 4 > PACKET_BYTES) {
      return false;
    }
    int id = packet[payload + 3] & 0xff;
    boolean plain = id >= 0xc0 && id <= 0xdf;
    boolean priv = id == 0xbd || id == 0xfd;
    return plain || priv && nowNanos - tablesAtNanos > PRIVATE_AFTER_NANOS;
  }

  private int payloadAt() {
    return switch (packet[3] >> 4 & 3) {
      case 1 -> 4;
      case 3 -> Math.min(PACKET_BYTES, 5 + (packet[4] & 0xff));
      default -> PACKET_BYTES;
    };
  }

  private int firstProgrammePid(int payload) {
    if (payload >= PACKET_BYTES) {
      return programmePid;
    }
    int table = payload + 1 + (packet[payload] & 0xff);
    if (table + 3 > PACKET_BYTES) {
      return programmePid;
    }
    int end = table + 3 + ((packet[table + 1] & 0x0f) << 8 | packet[table + 2] & 0xff) - 4;
    for (int at = table + 8; at + 4 <= Math.min(end, PACKET_BYTES); at += 4) {
      if (((packet[at] & 0xff) << 8 | packet[at + 1] & 0xff) != 0) {
        return (packet[at + 2] & 0x1f) << 8 | packet[at + 3] & 0xff;
      }
    }
    return programmePid;
  }

  private OptionalLong ptsAt(int payload) {
    boolean pes =
        PACKET_BYTES - payload >= 14
            && packet[payload] == 0
            && packet[payload + 1] == 0
            && packet[payload + 2] == 1;
    if (!pes || (packet[payload + 7] & 0x80) == 0) {
      return OptionalLong.empty();
    }
    int p = payload + 9;
    return OptionalLong.of(
        (packet[p] >> 1 & 7L) << 30
            | (packet[p + 1] & 0xffL) << 22
            | (packet[p + 2] >> 1 & 0x7fL) << 15
            | (packet[p + 3] & 0xffL) << 7
            | packet[p + 4] >> 1 & 0x7fL);
  }

  /** The packets of one table, as last seen. */
  private static final class Table {
    private final List<byte[]> packets = new ArrayList<>();
    private final List<byte[]> coming = new ArrayList<>();

    /** True if it says something else than before. */
    boolean add(byte[] packet, boolean unitStart) {
      if (unitStart) {
        coming.clear();
      } else if (coming.isEmpty() || coming.size() == MOST_TABLE_PACKETS) {
        return false;
      }
      byte[] copy = packet.clone();
      copy[3] &= (byte) 0xf0; // its counter is set when it is written
      coming.add(copy);
      if (!isWhole()) {
        return false;
      }
      boolean other = !packets.isEmpty() && !Arrays.deepEquals(packets.toArray(), coming.toArray());
      packets.clear();
      packets.addAll(coming);
      coming.clear();
      return other;
    }

    private boolean isWhole() {
      byte[] first = coming.get(0);
      int payload = (first[3] >> 4 & 3) == 3 ? 5 + (first[4] & 0xff) : 4;
      if (payload >= PACKET_BYTES) {
        return false;
      }
      int table = payload + 1 + (first[payload] & 0xff);
      if (table + 3 > PACKET_BYTES) {
        return false;
      }
      int bytes = 3 + ((first[table + 1] & 0x0f) << 8 | first[table + 2] & 0xff);
      return (long) coming.size() * (PACKET_BYTES - 4) - (table - 4) >= bytes;
    }

    /** With packet counters that go on, so that no reader thinks one is missing. */
    void writeTo(ByteArrayOutputStream out, int time) {
      for (int i = 0; i < packets.size(); i++) {
        byte[] copy = Arrays.copyOf(packets.get(i), PACKET_BYTES);
        copy[3] = (byte) (copy[3] | time * packets.size() + i & 0x0f);
        out.write(copy, 0, PACKET_BYTES);
      }
    }
  }
}

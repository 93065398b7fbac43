package io.streamlation.ingest.source.httpaudio;

import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.address.AddressRefused;
import io.streamlation.ingest.address.BadAnswer;
import io.streamlation.ingest.address.Body;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.Errand;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import io.streamlation.ingest.source.receive.Dial;
import io.streamlation.ingest.source.receive.Line;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;

/** Opens the body again each time, and remembers what was heard of it. */
public final class HttpAudioDial implements Dial {
  private static final Duration CUT = Duration.ofMillis(250);
  private static final Set<String> LISTS =
      Set.of(
          "audio/x-mpegurl",
          "audio/mpegurl",
          "application/x-mpegurl",
          "application/vnd.apple.mpegurl",
          "audio/x-scpls",
          "application/pls+xml",
          "application/xspf+xml");

  private final String address;
  private final CheckedHttp http;
  private final LongSupplier nanoTime;
  private final Errand errand = new Errand();
  private final Heard heard = new Heard();

  public HttpAudioDial(String address, CheckedHttp http, LongSupplier nanoTime) {
    this.address = address;
    this.http = http;
    this.nanoTime = nanoTime;
  }

  @Override
  public String protocol() {
    return "http-audio";
  }

  @Override
  public String place() {
    int query = address.indexOf('?');
    return query < 0 ? address : address.substring(0, query);
  }

  @Override
  public boolean mayGoOn() {
    return heard.isEnough();
  }

  @Override
  public Line open() throws SourceTrouble {
    try {
      Body body = http.open(http.check().admit(address), errand);
      refuseOther(body);
      Counting in = new Counting(body.in());
      return new Line("http-audio", in, new BodyCutter(heard, CUT), new End(body, in), nanoTime);
    } catch (AddressRefused e) {
      throw new SourceTrouble(
          "address-refused",
          Hope.NONE,
          Party.PARTY_SOURCE,
          e.getMessage(),
          "Give an address of the open network, or have an operator allow this one.",
          e);
    } catch (BadAnswer e) {
      throw trouble(
          Integer.toString(e.status()),
          "the stream cannot be had: " + e.getMessage(),
          "See whether the mount point is right, and whether its source client is connected.",
          e);
    } catch (IOException e) {
      throw trouble(
          "unreachable",
          place() + " cannot be reached: " + e.getMessage(),
          "See whether the address is right, its server runs, and its port is open to this machine.",
          e);
    }
  }

  private void refuseOther(Body body) throws SourceTrouble {
    String type = body.type().toLowerCase(Locale.ROOT);
    boolean list = LISTS.contains(type);
    if (list || type.startsWith("text/") || type.startsWith("image/")) {
      body.cancel().run();
      throw new SourceTrouble(
          "http-audio-" + (list ? "is-a-list" : "is-none"),
          Hope.PASSING,
          Party.PARTY_SOURCE,
          place() + " is " + type + ", which is no sound",
          list
              ? "Give the address that stands in the list; an HLS playlist is a source of its own kind."
              : "Give the address of the stream itself, not of the page about it.");
    }
  }

  private SourceTrouble trouble(String code, String message, String action, Exception cause) {
    return new SourceTrouble(
        "http-audio-" + code, Hope.PASSING, Party.PARTY_SOURCE, message, action, cause);
  }

  @Override
  public void close() {
    errand.callOff();
  }

  private final class End implements Line.FarEnd {
    private final Body body;
    private final Counting in;

    End(Body body, Counting in) {
      this.body = body;
      this.in = in;
    }

    @Override
    public SourceTrouble over(boolean heard) {
      if (in.timedOut) {
        return trouble(
            "silent",
            place() + " has sent nothing for a while; the connection is given up",
            "See whether its source client still runs, and the way to the server.",
            null);
      }
      return in.broke.isEmpty()
          ? trouble(
              "ended",
              place() + " ended its answer",
              "Nothing, if the broadcast is over: stop the session. It is taken up again when the"
                  + " source client comes back.",
              null)
          : trouble(
              "broke",
              place() + " broke off: " + in.broke,
              "See whether the server still runs, and the way to it.",
              null);
    }

    @Override
    public long bytes() {
      return in.bytes;
    }

    @Override
    public void hangUp() {
      body.cancel().run();
    }
  }

  /** Counts, and remembers how reading failed. */
  private static final class Counting extends FilterInputStream {
    private volatile long bytes;
    private volatile String broke = "";
    private volatile boolean timedOut;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      try {
        int n = super.read(b, off, len);
        if (n > 0) {
          bytes = bytes + n;
        }
        return n;
      } catch (SocketTimeoutException e) {
        timedOut = true;
        throw e;
      } catch (IOException e) {
        broke = String.valueOf(e.getMessage());
        throw e;
      }
    }
  }
}

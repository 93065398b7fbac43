package io.streamlation.ingest.address;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A relay over TCP, its far side connected already. */
final class TcpRelay implements Relay {
  private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);

  private final Socket far;
  private final ServerSocket door;
  private final Script script;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<FarSide> ended = new AtomicReference<>();
  private volatile boolean closed;
  private volatile Socket near;

  TcpRelay(Socket far, Script script, int acceptMs) throws IOException {
    this.far = far;
    this.script = script;
    this.door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    this.door.setSoTimeout(acceptMs);
    daemon("relay-out-" + port(), this::serve);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public int port() {
    return door.getLocalPort();
  }

  @Override
  public long bytes() {
    return bytes.get();
  }

  @Override
  public Optional<FarSide> ended() {
    return Optional.ofNullable(ended.get());
  }

  private void serve() {
    try (door;
        Socket child = door.accept()) {
      near = child;
      child.setTcpNoDelay(true);
      door.close();
      if (closed) {
        return;
      }
      daemon("relay-in-" + door.getLocalPort(), () -> bringIn(child));
      script.outward(child.getInputStream(), far.getOutputStream());
    } catch (IOException e) {
      LOG.debug("a relay's way out ended", e);
    } finally {
      close();
    }
  }

  private void bringIn(Socket child) {
    try {
      OutputStream toChild = child.getOutputStream();
      script.inward(far.getInputStream(), toChild, bytes::addAndGet);
      end(new FarSide(true, "closed the connection"));
      child.shutdownOutput();
    } catch (IOException e) {
      if (!closed) {
        end(new FarSide(false, e.getMessage() == null ? "broke the connection" : said(e)));
      }
      close();
    }
  }

  private static String said(IOException e) {
    return e instanceof FarSideRefused
        ? e.getMessage()
        : "broke the connection (" + e.getMessage() + ")";
  }

  private void end(FarSide how) {
    if (!closed) {
      ended.compareAndSet(null, how);
    }
  }

  @Override
  public void close() {
    closed = true;
    quietly(door);
    quietly(far);
    quietly(near);
  }

  private static void quietly(AutoCloseable closeable) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("closing", e);
    }
  }
}

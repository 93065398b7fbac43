package io.streamlation.ingest.address;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A relay of datagrams. Its far socket is connected, so that nobody else's datagrams get in; the
 * near one serves whoever on loopback speaks first.
 */
final class UdpRelay implements Relay {
  private static final Logger LOG = LoggerFactory.getLogger(UdpRelay.class);
  private static final int BUFFER_BYTES = 2 << 20;
  private static final int LARGEST_DATAGRAM = 65_535;

  private final DatagramChannel near;
  private final DatagramChannel far;
  private final Selector selector;
  private final int port;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<FarSide> ended = new AtomicReference<>();

  UdpRelay(InetSocketAddress to) throws IOException {
    selector = Selector.open();
    near = DatagramChannel.open();
    far = DatagramChannel.open();
    try {
      near.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      far.connect(to);
      for (DatagramChannel channel : new DatagramChannel[] {near, far}) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    port = near.socket().getLocalPort();
    Thread thread = new Thread(this::carry, "relay-udp-" + port);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public long bytes() {
    return bytes.get();
  }

  @Override
  public Optional<FarSide> ended() {
    return Optional.ofNullable(ended.get());
  }

  private void carry() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
    SocketAddress child = null;
    try {
      while (true) {
        selector.select();
        selector.selectedKeys().clear();
        for (SocketAddress from = receive(buffer); from != null; from = receive(buffer)) {
          child = child == null ? from : child;
          if (from.equals(child)) {
            far.write(buffer);
          }
        }
        while (child != null && read(buffer)) {
          bytes.addAndGet(buffer.remaining());
          near.send(buffer, child);
        }
      }
    } catch (PortUnreachableException e) {
      ended.compareAndSet(null, new FarSide(false, "does not listen there"));
    } catch (ClosedChannelException | ClosedSelectorException e) {
      LOG.debug("a relay of datagrams was closed");
    } catch (IOException e) {
      ended.compareAndSet(null, new FarSide(false, "cannot be reached (" + e.getMessage() + ")"));
    } finally {
      close();
    }
  }

  private SocketAddress receive(ByteBuffer buffer) throws IOException {
    buffer.clear();
    SocketAddress from = near.receive(buffer);
    buffer.flip();
    return from;
  }

  private boolean read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int n = far.read(buffer);
    buffer.flip();
    return n > 0;
  }

  @Override
  public void close() {
    try (selector;
        near;
        far) {
      LOG.debug("closing the relay at {}", port);
    } catch (IOException e) {
      LOG.debug("closing", e);
    }
  }
}

package io.streamlation.ingest.address;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections for protocols that are not HTTP, and only to what the {@link AddressCheck}
 * admits: the name is looked up here, every number behind it checked, and the numbers that were
 * checked are the ones connected to. A child never gets such a connection itself, but a {@link
 * Relay}.
 */
public final class CheckedSockets {
  private final AddressCheck check;
  private final Duration connect;
  private final SSLSocketFactory tls;

  /**
   * @param connect until a connection stands, encryption included
   * @param tls whose certificates are trusted
   */
  public CheckedSockets(AddressCheck check, Duration connect, SSLSocketFactory tls) {
    this.check = check;
    this.connect = connect;
    this.tls = tls;
  }

  public AddressCheck check() {
    return check;
  }

  /**
   * @param encrypted speak TLS with the far side, whose certificate must be of the host's name; the
   *     child speaks plainly
   */
  public Relay stream(URI at, int port, boolean encrypted, Script script, Errand errand)
      throws AddressRefused, IOException {
    List<InetAddress> addresses = check.resolve(at.getHost(), port);
    IOException last = new IOException("its name has no address");
    for (InetAddress address : addresses) {
      try {
        return stream(new InetSocketAddress(address, port), at, encrypted, script, errand);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Reads the answer to a question from its connection. */
  @FunctionalInterface
  public interface Answer {
    String read(InputStream in) throws IOException;
  }

  /** One question over a connection of its own, and the answer to it, within the limit. */
  public String ask(
      URI at, int port, boolean encrypted, byte[] question, Answer answer, Errand errand)
      throws AddressRefused, IOException {
    List<InetAddress> addresses = check.resolve(at.getHost(), port);
    IOException last = new IOException("its name has no address");
    for (InetAddress address : addresses) {
      try {
        return connected(
            new InetSocketAddress(address, port),
            at,
            encrypted,
            errand,
            socket -> {
              try (socket) {
                socket.setSoTimeout(Math.toIntExact(connect.toMillis()));
                socket.getOutputStream().write(question);
                socket.getOutputStream().flush();
                return answer.read(new BufferedInputStream(socket.getInputStream()));
              }
            });
      } catch (FarSideRefused e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** What is done with a connection once it stands. */
  private interface Use<T> {
    T of(Socket socket) throws IOException;
  }

  private Relay stream(
      InetSocketAddress to, URI at, boolean encrypted, Script script, Errand errand)
      throws IOException {
    int limitMs = Math.toIntExact(connect.toMillis());
    return connected(to, at, encrypted, errand, socket -> new TcpRelay(socket, script, limitMs));
  }

  private <T> T connected(
      InetSocketAddress to, URI at, boolean encrypted, Errand errand, Use<T> use)
      throws IOException {
    int limitMs = Math.toIntExact(connect.toMillis());
    Socket socket = new Socket();
    Runnable cancel = () -> quietly(socket);
    if (!errand.begin(cancel)) {
      throw new IOException("this channel's connections were called off");
    }
    try {
      socket.connect(to, limitMs);
      socket.setTcpNoDelay(true);
      return use.of(encrypted ? encrypted(socket, at, limitMs) : socket);
    } catch (SocketTimeoutException e) {
      quietly(socket);
      throw new IOException("it does not answer within " + limitMs + " ms", e);
    } catch (IOException e) {
      quietly(socket);
      throw e;
    } finally {
      errand.end(cancel);
    }
  }

  private Socket encrypted(Socket plain, URI at, int limitMs) throws IOException {
    plain.setSoTimeout(limitMs);
    SSLSocket socket =
        (SSLSocket) tls.createSocket(plain, AddressCheck.bare(at.getHost()), plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (SSLException e) {
      throw new IOException("its encryption is refused: " + e.getMessage(), e);
    }
    plain.setSoTimeout(0);
    return socket;
  }

  /** For datagrams: to the first of the numbers, all of which are checked. */
  public Relay datagrams(URI at, int port) throws AddressRefused, IOException {
    List<InetAddress> addresses = check.resolve(at.getHost(), port);
    if (addresses.isEmpty()) {
      throw new UnknownHostException(at.getHost());
    }
    return new UdpRelay(new InetSocketAddress(addresses.get(0), port));
  }

  private static void quietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is wanted no more.
    }
  }
}

package io.streamlation.ingest.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Speaks TLS with a certificate of its own before a server that does not, as a load balancer does
 * before RTMP and RTSP.
 */
public final class TlsFront implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String NAME = "front";

  private final KeyStore keys;
  private final SSLServerSocket door;
  private final int behind;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /**
   * @param folder where its key is made
   * @param host what its certificate is for: an address
   * @param behind port of the server that speaks plainly; it may begin later
   */
  public TlsFront(Path folder, String host, int behind)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.behind = behind;
    Path file = folder.resolve(NAME + "-" + host + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                NAME,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=ip:" + host,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool made no key");
    }
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    door =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    begin(this::serve);
  }

  public int port() {
    return door.getLocalPort();
  }

  /** Of somebody who trusts this front and nobody else. */
  public SSLSocketFactory trusting() throws GeneralSecurityException, IOException {
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    known.setCertificateEntry(NAME, keys.getCertificate(NAME));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket outside = door.accept();
        open.add(outside);
        Socket inside = new Socket(InetAddress.getLoopbackAddress(), behind);
        open.add(inside);
        begin(() -> pump(outside, inside));
        begin(() -> pump(inside, outside));
      } catch (IOException e) {
        // closed, or nobody is behind: whoever came is told by the end of the connection
        if (!open.isEmpty()) {
          shut(open.get(open.size() - 1));
        }
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      shut(to);
    }
    shut(from);
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void begin(Runnable work) {
    Thread thread = new Thread(work, "tls-front");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
    open.forEach(TlsFront::shut);
  }
}

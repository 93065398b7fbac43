package io.streamlation.ingest.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens where nobody may come, and counts who comes all the same. */
final class Canary implements AutoCloseable {
  private final List<ServerSocket> ears = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  /** One port on each of these addresses. */
  Canary(String... addresses) throws IOException {
    int port = 0;
    for (String address : addresses) {
      ServerSocket ear = new ServerSocket();
      ear.bind(new InetSocketAddress(InetAddress.getByName(address), port));
      port = ear.getLocalPort();
      ears.add(ear);
      Thread thread = new Thread(() -> listen(ear), "canary-" + address);
      thread.setDaemon(true);
      thread.start();
    }
  }

  int port() {
    return ears.get(0).getLocalPort();
  }

  int calls() {
    return calls.get();
  }

  private void listen(ServerSocket ear) {
    try {
      while (true) {
        ear.accept().close();
        calls.incrementAndGet();
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket ear : ears) {
      ear.close();
    }
  }
}

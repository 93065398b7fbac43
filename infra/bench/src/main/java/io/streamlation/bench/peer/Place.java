package io.streamlation.bench.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a peer listens, and how it is called from the other side.
 *
 * @param calledHost differs from {@code host} where a bad line lies between
 */
public record Place(String host, int port, String calledHost) {
  private static final String LOOPBACK = "127.0.0.1";

  public static Place onLoopback(int port) {
    return new Place(LOOPBACK, port, LOOPBACK);
  }

  /** {@code host:port} as listeners use it. */
  public String called() {
    return calledHost + ":" + port;
  }

  public static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK)));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}

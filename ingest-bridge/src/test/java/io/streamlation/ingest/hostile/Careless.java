package io.streamlation.ingest.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Goes to every forbidden address without asking: the canaries must hear this one. */
final class Careless {
  private Careless() {}

  public static void main(String[] arguments) {
    int reached = 0;
    for (String inside : Town.FORBIDDEN) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(inside, 80), 2_000);
        reached++;
      } catch (IOException e) {
        System.out.println(inside + ": " + e.getMessage());
      }
    }
    System.out.println("reached " + reached);
  }
}

package io.streamlation.infra.stack;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether one can listen. */
public final class Ports {
  private Ports() {}

  public static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // connections of the last run may still be closing
      socket.bind(new InetSocketAddress(InetAddress.getByName(Port.HOST), port));
      return false;
    } catch (BindException e) {
      return true;
    } catch (IOException e) {
      throw new StackTrouble("port " + port + " cannot be tried: " + e.getMessage(), e);
    }
  }
}

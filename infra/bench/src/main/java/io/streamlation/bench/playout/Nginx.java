package io.streamlation.bench.playout;

import io.streamlation.bench.peer.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's nginx with a plain configuration: what others serve files with. */
final class Nginx implements AutoCloseable {
  private static final int SECONDS_TO_START = 10;

  private final Process process;
  private final InetSocketAddress address;

  private Nginx(Path folder, String server) throws IOException, InterruptedException {
    int port = Place.freePorts(1).get(0);
    address = new InetSocketAddress("127.0.0.1", port);
    Files.createDirectories(folder);
    Path settings = folder.resolve("nginx.conf");
    Files.writeString(
        settings,
        """
        daemon off;
        user root;
        worker_processes auto;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log warn;
        events { worker_connections 8192; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 100000;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          default_type application/octet-stream;
          types {
            application/vnd.apple.mpegurl m3u8;
            text/vtt vtt;
            video/iso.segment m4s;
          }
          server {
            listen 127.0.0.1:%2$d backlog=4096;
            %3$s
          }
        }
        """
            .formatted(folder, port, server));
    List<String> line = List.of("nginx", "-p", folder.toString(), "-c", settings.toString());
    try {
      process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("nginx.log").toFile())
              .start();
    } catch (IOException e) {
      throw new IllegalStateException("nginx is not installed: apt-get install nginx-light", e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    for (int tenth = 0; !isListening(); tenth++) {
      if (tenth > SECONDS_TO_START * 10 || !process.isAlive()) {
        process.destroy();
        throw new IllegalStateException("nginx did not start; see " + folder.resolve("nginx.log"));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** A folder, with packed forms beside the files. */
  static Nginx serving(Path folder, Path files) throws IOException, InterruptedException {
    return new Nginx(
        folder,
        "root %s; gzip_static on; open_file_cache max=4096; open_file_cache_valid 1s;"
            .formatted(files));
  }

  private boolean isListening() {
    try (Socket unused = new Socket(address.getAddress(), address.getPort())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  InetSocketAddress address() {
    return address;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}

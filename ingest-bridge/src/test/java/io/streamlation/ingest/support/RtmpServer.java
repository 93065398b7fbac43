package io.streamlation.ingest.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Debian's nginx with its RTMP module, configured as `./streamlation up` does it. */
public final class RtmpServer implements AutoCloseable {
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");
  private static final Path TEMPLATE = Path.of("src/main/dist/nginx-rtmp.conf");

  private final Process nginx;

  public RtmpServer(Path folder, int port, int gatePort) throws IOException {
    this(
        folder,
        port,
        Files.readString(TEMPLATE)
            .replace("${MODULE}", MODULE.toString())
            .replace("${FOLDER}", folder.toString())
            .replace("${LISTEN}", "127.0.0.1:" + port)
            .replace("${GATE}", Integer.toString(gatePort)));
  }

  private RtmpServer(Path folder, int port, String settings) throws IOException {
    if (!Files.exists(MODULE)) {
      throw new IllegalStateException(
          "no " + MODULE + ": apt-get install nginx-light libnginx-mod-rtmp");
    }
    Path configuration = Files.writeString(folder.resolve("nginx.conf"), settings);
    nginx =
        new ProcessBuilder("nginx", "-p", folder.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    for (int i = 0; i < 200 && nginx.isAlive() && !isOpen(port); i++) {
      LockSupport.parkNanos(20_000_000);
    }
    if (!nginx.isAlive()) {
      throw new IllegalStateException(Files.readString(folder.resolve("nginx.log")));
    }
  }

  /** It packages what is sent to {@code /live/NAME} as {@code air/NAME.mpd}, a second a segment. */
  public static RtmpServer packagingDash(Path folder, int port) throws IOException {
    return new RtmpServer(
        folder,
        port,
        """
        load_module %s;
        daemon off;
        master_process off;
        pid %s/nginx.pid;
        error_log stderr warn;
        events { worker_connections 64; }
        rtmp {
          access_log off;
          server {
            listen 127.0.0.1:%d;
            application live {
              live on;
              dash on;
              dash_path %s;
              dash_fragment 1s;
              dash_playlist_length 6s;
            }
          }
        }
        """
            .formatted(MODULE, folder, port, Files.createDirectories(folder.resolve("air"))));
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket("127.0.0.1", port);
        InputStream in = socket.getInputStream()) {
      return in != null;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    nginx.destroy();
    if (!nginx.waitFor(5, TimeUnit.SECONDS)) {
      nginx.destroyForcibly();
    }
  }
}

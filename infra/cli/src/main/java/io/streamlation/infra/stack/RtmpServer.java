package io.streamlation.infra.stack;

import io.streamlation.infra.stack.Component.Probe;
import io.streamlation.infra.stack.Component.StartLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where senders push RTMP to: Debian's nginx with its RTMP module, which asks the bridge. */
final class RtmpServer {
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");
  private static final String TEMPLATE = "ingest-bridge/src/main/dist/nginx-rtmp.conf";
  private static final int SECRET_BYTES = 32;
  private static final int PROBE_MS = 1_000;

  private final StackSettings settings;

  RtmpServer(StackSettings settings) {
    this.settings = settings;
  }

  Component component() {
    return new Component(
        "rtmp-server",
        address(settings),
        Set.of("ingest-bridge"),
        List.of(Port.RTMP),
        this::prepare,
        answers(),
        Duration.ofSeconds(20),
        "QUIT",
        Duration.ofSeconds(5));
  }

  /** What a sender is told, without the session. */
  static String address(StackSettings settings) {
    return "rtmp://" + settings.pushHost() + ":" + settings.port(Port.RTMP) + "/live";
  }

  private StartLine prepare() throws IOException {
    if (!Files.exists(MODULE)) {
      throw new StackTrouble(
          "push=on needs nginx with its RTMP module, which is not there: apt-get install nginx-light"
              + " libnginx-mod-rtmp");
    }
    Path folder = Files.createDirectories(settings.runFolder().run().resolve("rtmp-server"));
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        Files.readString(settings.root().resolve(TEMPLATE))
            .replace("${MODULE}", MODULE.toString())
            .replace("${FOLDER}", folder.toString())
            .replace("${LISTEN}", settings.pushHost() + ":" + settings.port(Port.RTMP))
            .replace("${GATE}", Integer.toString(settings.port(Port.BRIDGE_GATE))));
    return StartLine.of(List.of("nginx", "-p", folder.toString(), "-c", configuration.toString()));
  }

  private Probe answers() {
    return () -> {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(settings.pushHost(), settings.port(Port.RTMP)), PROBE_MS);
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of("takes no connection yet");
      }
    };
  }

  /** What stream keys are derived from; made at the first call, and kept. */
  static synchronized Path secret(StackSettings settings) {
    Path file = settings.data().resolve("stream-key-secret");
    if (Files.exists(file)) {
      return file;
    }
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, HexFormat.of().formatHex(secret) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the secret of stream keys cannot be kept in " + file, e);
    }
  }
}

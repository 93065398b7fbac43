package io.streamlation.control.identity;

import io.streamlation.control.ControlSettings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one token that owns the installation. Made at the first start; memory keeps its hash only.
 */
@Component
class OwnerToken {
  private static final Logger log = LoggerFactory.getLogger(OwnerToken.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int SHORTEST = 32;

  private final byte[] sha256;

  OwnerToken(ControlSettings settings) throws IOException {
    this.sha256 = Tokens.sha256(readOrMake(settings.ownerTokenFile().toAbsolutePath()));
  }

  boolean is(String token) {
    return MessageDigest.isEqual(sha256, Tokens.sha256(token));
  }

  private static String readOrMake(Path file) throws IOException {
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    try (FileChannel made =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      String token = Tokens.random();
      made.write(StandardCharsets.US_ASCII.encode(token + "\n"));
      made.force(true);
      log.info(
          "made the owner's token in {}: whoever can read that file owns this installation", file);
      return token;
    } catch (FileAlreadyExistsException e) {
      return read(file);
    }
  }

  private static String read(Path file) throws IOException {
    if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
      log.warn("PLATFORM: {} could be read by others; its mode is set to 0600 now", file);
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
    String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (token.length() < SHORTEST) {
      throw new IllegalStateException(
          "streamlation.owner-token-file: "
              + file
              + " holds "
              + token.length()
              + " characters, a token has at least "
              + SHORTEST
              + "; delete the file and start again for a new one");
    }
    return token;
  }
}

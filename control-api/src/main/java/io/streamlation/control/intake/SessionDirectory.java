package io.streamlation.control.intake;

import java.util.Optional;
import java.util.UUID;

/** Whose session is it? */
public interface SessionDirectory {
  Optional<UUID> orgOf(UUID sessionId);
}

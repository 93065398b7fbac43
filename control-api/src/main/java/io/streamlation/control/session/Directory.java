package io.streamlation.control.session;

import io.streamlation.control.intake.SessionDirectory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Remembers whose session is whose: that never changes. Unknown ids are asked for again. */
@Component
class Directory implements SessionDirectory {
  private static final int REMEMBERED = 10_000;

  private final SessionRepository sessions;
  private final Map<UUID, UUID> orgs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, UUID> eldest) {
          return size() > REMEMBERED;
        }
      };

  Directory(SessionRepository sessions) {
    this.sessions = sessions;
  }

  @Override
  public synchronized Optional<UUID> orgOf(UUID sessionId) {
    UUID known = orgs.get(sessionId);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<UUID> found = sessions.orgOf(sessionId);
    found.ifPresent(org -> orgs.put(sessionId, org));
    return found;
  }
}

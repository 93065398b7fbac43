package io.streamlation.control.identity;

import java.util.Set;
import java.util.UUID;

/**
 * Who asks, for which organisation, and what they may do.
 *
 * @param credential names the token that proved it, never the token itself: when it is revoked,
 *     what was opened with it is closed
 */
public record Caller(UUID userId, UUID orgId, Set<Role> roles, String credential) {
  /** The organisation every installation begins with; V1__… inserts it. */
  public static final UUID FIRST_ORG = UUID.fromString("00000000-0000-7000-8000-000000000001");

  public static final UUID OWNER = UUID.fromString("00000000-0000-7000-8000-000000000002");

  static final String OWNER_CREDENTIAL = "owner";

  public Caller {
    roles = Set.copyOf(roles);
  }

  static Caller owner() {
    return new Caller(OWNER, FIRST_ORG, Set.of(Role.OWNER), OWNER_CREDENTIAL);
  }

  /** The owner on a browser: the same rights, but a token of its own that can be revoked. */
  static Caller browser(UUID userId, UUID orgId, UUID tokenId) {
    return new Caller(userId, orgId, Set.of(Role.OPERATOR), tokenId.toString());
  }

  /** OWNER: everything. OPERATOR: everything but letting others in. */
  public enum Role {
    OWNER,
    OPERATOR
  }
}

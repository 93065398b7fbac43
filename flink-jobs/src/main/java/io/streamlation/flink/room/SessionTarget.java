package io.streamlation.flink.room;

import java.util.Comparator;

/**
 * A session's lines in one language: these do not wait for each other. Its hash is the session's
 * alone, so that Flink keeps it where it keeps the session, and nothing has to be sent elsewhere.
 */
public record SessionTarget(String session, String target) implements Comparable<SessionTarget> {
  private static final Comparator<SessionTarget> BY_NAME =
      Comparator.comparing(SessionTarget::session).thenComparing(SessionTarget::target);

  @Override
  public int hashCode() {
    return session.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionTarget that
        && session.equals(that.session)
        && target.equals(that.target);
  }

  @Override
  public int compareTo(SessionTarget other) {
    return BY_NAME.compare(this, other);
  }
}

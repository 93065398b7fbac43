package io.streamlation.control.identity;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** The one place that turns a token into a caller. Accounts come in here. */
@Component
public class Callers {
  private final OwnerToken ownerToken;
  private final BrowserTokens browserTokens;

  Callers(OwnerToken ownerToken, BrowserTokens browserTokens) {
    this.ownerToken = ownerToken;
    this.browserTokens = browserTokens;
  }

  Optional<Caller> of(String bearerToken) {
    return ownerToken.is(bearerToken)
        ? Optional.of(Caller.owner())
        : browserTokens.callerOf(bearerToken);
  }

  /** Asked again while a socket is open. */
  public boolean isStillGood(Caller caller) {
    return caller.credential().equals(Caller.OWNER_CREDENTIAL)
        || browserTokens.isGood(UUID.fromString(caller.credential()));
  }

  /** Told the credential of every token that is revoked here. */
  public void onRevoked(Consumer<String> listener) {
    browserTokens.onRevoked(listener);
  }
}

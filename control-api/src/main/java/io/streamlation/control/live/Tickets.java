package io.streamlation.control.live;

import io.streamlation.control.ControlSettings;
import io.streamlation.control.identity.Caller;
import io.streamlation.control.identity.OneTimeSecrets;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets a socket in without a token in its address: good once, for half a minute. */
@Component
class Tickets {
  private final OneTimeSecrets<Ticket> issued;

  Tickets(Clock clock, ControlSettings settings) {
    this.issued = new OneTimeSecrets<>(clock, settings.live().ticketLife());
  }

  OneTimeSecrets.Issued issue(Caller caller, @Nullable String origin) {
    return issued.issue(new Ticket(caller, origin));
  }

  Optional<Caller> redeem(String ticket, @Nullable String origin) {
    return issued
        .redeem(ticket)
        .filter(t -> Objects.equals(t.origin(), origin))
        .map(Ticket::caller);
  }
}

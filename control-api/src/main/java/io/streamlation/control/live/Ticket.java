package io.streamlation.control.live;

import io.streamlation.control.identity.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What a ticket stands for.
 *
 * @param origin of the page that asked for it; the socket must come from the same. Null: no page.
 */
record Ticket(Caller caller, @Nullable String origin) {}

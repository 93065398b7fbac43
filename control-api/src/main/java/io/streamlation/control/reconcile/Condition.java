package io.streamlation.control.reconcile;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What lasts until somebody says that it is over.
 *
 * @param code {@code silence}, {@code overload}
 * @param epoch of which taking-up it was said; empty = of any
 * @param party {@code source}, {@code model}, {@code platform}, or empty
 */
public record Condition(
    String code, OptionalLong epoch, Instant since, String message, String action, String party) {}

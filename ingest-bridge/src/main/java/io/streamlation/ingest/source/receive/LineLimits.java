package io.streamlation.ingest.source.receive;

import java.time.Duration;

/**
 * @param connect until a connection stands
 * @param opening from then until the first sound
 * @param silence between two pieces of sound: after so long the connection is held to be frozen
 */
public record LineLimits(Duration connect, Duration opening, Duration silence) {}

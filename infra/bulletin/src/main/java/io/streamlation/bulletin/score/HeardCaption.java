package io.streamlation.bulletin.score;

/**
 * A final caption as a client received it.
 *
 * @param id the caption's id
 * @param language {@code en}
 * @param startEpochMs where its speech begins, on the clock of the channel's program date-time
 * @param endEpochMs where its speech ends, on the same clock
 */
public record HeardCaption(
    String id, String language, String text, long startEpochMs, long endEpochMs) {}

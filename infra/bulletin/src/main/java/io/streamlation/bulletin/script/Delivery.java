package io.streamlation.bulletin.script;

/**
 * How a news reader speaks.
 *
 * @param voice an eSpeak NG voice with its variant, {@code en-gb+f2}
 * @param wordsPerMinute eSpeak's speed
 * @param pitch eSpeak's pitch, 0…99
 */
public record Delivery(String voice, int wordsPerMinute, int pitch) {}

package io.streamlation.bulletin.script;

/**
 * A spoken sentence.
 *
 * @param english what is said
 * @param spanish what it means
 * @param startMs where its sound begins, in media time of the bulletin, measured on the sound
 * @param endMs where its sound has ended
 * @param voice eSpeak NG voice and variant
 * @param wordsPerMinute eSpeak's speed
 * @param pitch eSpeak's pitch, 0…99
 * @param inTrainingSet the packs were trained on it: it proves nothing and is not scored
 */
public record Sentence(
    String english,
    String spanish,
    long startMs,
    long endMs,
    String voice,
    int wordsPerMinute,
    int pitch,
    boolean inTrainingSet)
    implements Piece {}

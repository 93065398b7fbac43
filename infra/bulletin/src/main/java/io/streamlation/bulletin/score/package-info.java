/**
 * How much of the bulletin was heard and translated right. Pure.
 *
 * <p>Enters: the script, the captions and translations a client received, and the stretch of time
 * that was listened to. Leaves: a {@link io.streamlation.bulletin.score.Score}. Remembered:
 * nothing.
 */
package io.streamlation.bulletin.score;

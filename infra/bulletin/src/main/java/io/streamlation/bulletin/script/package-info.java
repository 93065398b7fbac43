/**
 * What the bulletin says, in both languages, and when. Pure: no sound, no process, no clock.
 *
 * <p>Enters: a seed, and the spoken length of each sentence once it is known. Leaves: {@link
 * io.streamlation.bulletin.script.NewsItem}s without times, then a timed {@link
 * io.streamlation.bulletin.script.Bulletin}. Remembered: the place on the time line and the
 * sentences said lately.
 */
package io.streamlation.bulletin.script;

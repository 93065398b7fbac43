/**
 * How the bulletin sounds: items spoken by eSpeak NG, music and noise between them, beeps on their
 * grid, mixed to one line of sound.
 *
 * <p>Enters: {@link io.streamlation.bulletin.script.NewsItem}s. Leaves: {@link
 * io.streamlation.bulletin.sound.Passage}s (48 kHz mono with their piece of the script), one after
 * the other without a gap, for ever if wanted. Remembered: the place on the time line and the
 * script so far; no sound. Same seed, same eSpeak NG: same samples.
 */
package io.streamlation.bulletin.sound;

/**
 * Machine speech, clip by clip.
 *
 * <p>Enters: spoken segments. Leaves: a list of clips, one clip as a WAV file, places in the
 * transcript log for {@code live}. Remembered: every clip once, as it first came, and why what was
 * not spoken was not; the sound itself until {@code streamlation.clips.kept-for} has passed.
 */
package io.streamlation.control.clips;

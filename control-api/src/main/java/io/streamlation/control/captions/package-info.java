/**
 * The transcript: what was said, and in which other words.
 *
 * <p>Enters: final and withdrawn captions, final translations. Leaves: SRT, WebVTT and JSON files;
 * the transcript log, for {@code live}. Remembered: every final once, as it first came; its place
 * in the log. A replay that says something else changes nothing: it is counted and becomes an
 * event.
 */
package io.streamlation.control.captions;

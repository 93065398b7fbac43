/**
 * Puts a bulletin on air as a broadcaster does: live HLS over HTTP, in real time, with a test
 * picture.
 *
 * <p>Enters: {@link io.streamlation.bulletin.sound.Passage}s, taken a few ahead of the air. Leaves:
 * playlists and segments at an address on loopback, and the wall-clock moment that media time zero
 * has in them. Remembered: the segments of the window, in a folder that is given back. One child
 * process (the bundled {@code ffmpeg}), which ends with its standard input, so that none outlives
 * this one.
 */
package io.streamlation.bulletin.air;

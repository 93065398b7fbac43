/**
 * Samples in, frames out. Pure: no thread, no clock, no file.
 *
 * <p>Enters: stretches of decoded sound, each with the segment it came from, and gaps. Leaves:
 * {@code AudioFrame}s of 1,600 samples that tile the epoch, each saying where the source goes on.
 * Remembered: at most one frame's samples, and where the epoch's line has got to.
 */
package io.streamlation.ingest.frame;

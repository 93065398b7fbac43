/**
 * Keeps one channel on air. The only place that tries again, waits, gives up, or says so.
 *
 * <p>Enters: a plan and where to go on. Leaves: a channel that runs in its own threads, and events
 * in words. Remembered: how often something failed in a row, and when sound last came. One
 * channel's failure stays in its threads.
 */
package io.streamlation.ingest.supervise;

/**
 * The bridge's composition: settings and {@code main}. Every other room is below.
 *
 * <p>Enters: settings. Leaves: a running bridge. Remembered: nothing.
 */
package io.streamlation.ingest;

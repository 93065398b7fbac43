/**
 * What was observed of each session, against what is wished.
 *
 * <p>Enters: claims; events and tallies by way of their features. Leaves: the actual state, and in
 * words why it is not yet as wished. Remembered: one row per session, the newest observation of the
 * newest epoch.
 */
package io.streamlation.control.reconcile;

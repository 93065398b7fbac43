/**
 * The only door out. A stream's address is user input: it may ask the bridge to look into our own
 * network.
 *
 * <p>Enters: addresses as somebody wrote them, in a plan, a playlist or a redirect. Leaves: the
 * bytes behind them, or a refusal that says why. Remembered: nothing but pooled connections, each
 * to an address that was checked.
 */
package io.streamlation.ingest.address;

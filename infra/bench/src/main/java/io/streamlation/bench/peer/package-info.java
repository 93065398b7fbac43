/**
 * Those who send: one sibling per protocol behind {@link io.streamlation.bench.peer.Peer}, each a
 * real program in a process of its own, which can be frozen, killed and ended.
 */
package io.streamlation.bench.peer;

/**
 * What viewers cost. The driver ({@link io.streamlation.bench.playout.PlayoutBench}) feeds a real
 * control-api with what bridge and job would have said, lets many connections ask for what players
 * ask for, and asks nginx for the same bytes in the same run. Its parts: serving, frontier,
 * sockets, memory.
 */
package io.streamlation.bench.playout;

/**
 * What comes of faults of those who send. A trial per protocol strikes at a real sender, waits
 * until the bridge says so, undoes it, waits for sound, and adds up what was written to Kafka
 * meanwhile.
 */
package io.streamlation.bench.faults;

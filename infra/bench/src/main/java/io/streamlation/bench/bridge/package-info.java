/** A real bridge under measurement: begun, told what to take in, listened to, weighed. */
package io.streamlation.bench.bridge;

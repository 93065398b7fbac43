/**
 * What a channel costs to take in. The driver ({@link io.streamlation.bench.ingest.IngestBench})
 * makes a programme, puts it on air on loopback by each protocol, lets a real bridge take so many
 * channels in, and then as many {@code ffmpeg} programs decode the same to PCM. Both are measured
 * as trees of processes: what the kernel says they used.
 */
package io.streamlation.bench.ingest;

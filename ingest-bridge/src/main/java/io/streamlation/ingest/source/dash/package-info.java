/**
 * MPEG-DASH (ISO 23009-1), live and on demand, in fragmented MP4.
 *
 * <p>Enters: manifests and segments, fetched here, through the address check. Leaves: segments in
 * order of the presentation's time, lost ones named. Remembered: the manifest as last loaded, the
 * time that comes next, how the origin's clock stands, the last initialisation.
 */
package io.streamlation.ingest.source.dash;

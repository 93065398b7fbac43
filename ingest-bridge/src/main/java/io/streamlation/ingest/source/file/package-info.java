/**
 * A file below one folder, played as if it were live: 100 ms a hundred milliseconds. The same file
 * gives the same frames, sample by sample.
 *
 * <p>Enters: a path below that folder. Leaves: the file, whole, as one segment. Remembered:
 * nothing.
 */
package io.streamlation.ingest.source.file;

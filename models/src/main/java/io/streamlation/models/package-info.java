/**
 * Model packs: folders with a {@code pack.yaml} and the files of one model, laid out as the public
 * exports have them.
 *
 * <p>Enters: a folder of packs, a source to fetch from. Leaves: {@link
 * io.streamlation.models.PackManifest}s, verdicts on files, fetched files. Remembers nothing. Knows
 * no engine.
 */
package io.streamlation.models;

package io.streamlation.ingest.address;

import java.io.InputStream;
import java.net.URI;

/**
 * An answer whose body is read as it comes, and may never end.
 *
 * @param from where it came from, after redirects
 * @param type the content type as the origin wrote it, without parameters; may be empty
 * @param cancel ends it, from any thread: reading fails from then on
 */
public record Body(URI from, String type, InputStream in, Runnable cancel) {}

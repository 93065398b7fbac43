package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.Undecodable;
import java.io.IOException;

/** What the packagers of a run give, one after the other. */
interface Fragments {

  /**
   * The next; waits for it.
   *
   * @throws java.io.EOFException if there are no more
   */
  Fragment next() throws IOException, Undecodable, InterruptedException;

  /** What must be read before the last that was given; another one where a hole lies before it. */
  Initialisation head();
}

package io.streamlation.ingest.source.receive;

import java.io.IOException;
import java.util.List;

/** Starts receiver children, under limits. */
@FunctionalInterface
public interface Receivers {

  /**
   * @param arguments which stream to read, and how to write it to standard output
   */
  Process start(List<String> arguments) throws IOException;
}

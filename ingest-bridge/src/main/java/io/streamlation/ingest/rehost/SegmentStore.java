package io.streamlation.ingest.rehost;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Where segments are kept: a folder, or a bucket. Names are letters, digits, dots and dashes; a
 * name once put is never put again with something else.
 */
public interface SegmentStore {

  /**
   * @param storedAtMs wall clock of the store
   */
  record Item(String name, long bytes, long storedAtMs) {}

  /**
   * Keeps it whole or not at all: nobody ever reads half of it.
   *
   * @return false if something of that name is there already, and stays
   */
  boolean put(String sessionId, String name, byte[] content) throws IOException;

  /** What is there of one session, in no order; empty if nothing. */
  List<Item> list(String sessionId) throws IOException;

  /** Sessions of which anything is there. */
  List<String> sessions() throws IOException;

  InputStream open(String sessionId, String name) throws IOException;

  /** As if it had never been there, or was not. */
  void delete(String sessionId, String name) throws IOException;

  /** All of one session. */
  void remove(String sessionId) throws IOException;
}

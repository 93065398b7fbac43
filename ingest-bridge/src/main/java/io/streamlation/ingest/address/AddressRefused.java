package io.streamlation.ingest.address;

/** This address is not fetched. The message names it, says why, and what would have to change. */
public final class AddressRefused extends Exception {
  private static final long serialVersionUID = 1L;

  public AddressRefused(String message) {
    super(message);
  }
}

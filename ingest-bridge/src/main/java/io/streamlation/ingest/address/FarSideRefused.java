package io.streamlation.ingest.address;

import java.io.IOException;

/** What the far side says is not taken. The message continues behind the place's name. */
public final class FarSideRefused extends IOException {
  private static final long serialVersionUID = 1L;

  public FarSideRefused(String words) {
    super(words);
  }
}

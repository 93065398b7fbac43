package io.streamlation.ingest.source.receive;

import java.util.List;
import java.util.Optional;

/** Cuts an endless stream where a decoder may be handed the next part of it. */
public interface StreamCutter {

  /** Takes what has arrived; gives what is whole by now. */
  List<Cut> take(byte[] bytes, int count, long nowNanos);

  /** What has come of the stretch under way, without waiting for its border. */
  Optional<Cut> rest();
}

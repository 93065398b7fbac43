package io.streamlation.ingest.supervise;

import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.ingest.source.StreamSource;

/** Makes the source that a plan names. */
@FunctionalInterface
public interface Sources {
  StreamSource open(SessionPlan plan);
}

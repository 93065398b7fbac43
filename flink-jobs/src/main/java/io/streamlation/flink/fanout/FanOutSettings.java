package io.streamlation.flink.fanout;

import java.io.Serializable;
import java.time.Duration;

/**
 * What is sent to the targets.
 *
 * @param drafts whether partial captions are translated too
 * @param planPatience captions whose plan does not come for so long go without translations
 */
public record FanOutSettings(boolean drafts, Duration planPatience) implements Serializable {
  public static final FanOutSettings DEFAULT = new FanOutSettings(true, Duration.ofMinutes(10));
}

package io.streamlation.control.clips;

import io.streamlation.control.ControlSettings;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes sound that is old enough: an hour of speech in one language is some 150 MB. */
@Component
class ClipRetention {
  private static final Logger log = LoggerFactory.getLogger(ClipRetention.class);

  private final ClipStore clips;
  private final ControlSettings settings;
  private final Clock clock;

  ClipRetention(ClipStore clips, ControlSettings settings, Clock clock) {
    this.clips = clips;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
  void purge() {
    int forgotten = clips.forgetAudioBefore(clock.instant().minus(settings.clips().keptFor()));
    if (forgotten > 0) {
      log.info(
          "the sound of {} clips older than {} was deleted", forgotten, settings.clips().keptFor());
    }
  }
}

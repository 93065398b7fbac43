package io.streamlation.control.live;

import io.streamlation.control.ControlSettings;
import io.streamlation.control.intake.IntakeListener;
import io.streamlation.control.system.Bell;
import io.streamlation.control.system.Loop;
import io.streamlation.control.system.Quietly;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Follows the transcript log: at once after our own commits, soon after those of others. */
@Component
class TranscriptTail extends Loop implements IntakeListener {
  private final LiveHub hub;
  private final ControlSettings settings;
  private final Clock clock;
  private final Bell bell = new Bell();
  private final Quietly log;
  private long standingsToldAtMs;

  TranscriptTail(LiveHub hub, ControlSettings settings, Clock clock) {
    super("transcript-tail");
    this.hub = hub;
    this.settings = settings;
    this.clock = clock;
    this.log = new Quietly(LoggerFactory.getLogger(TranscriptTail.class), clock);
  }

  @Override
  public void committed() {
    bell.ring();
  }

  @Override
  protected void once() throws Exception {
    hub.catchUp();
    long nowMs = clock.millis();
    if (nowMs - standingsToldAtMs >= settings.live().tailEvery().toMillis()) {
      standingsToldAtMs = nowMs;
      hub.tellStandings();
    }
    bell.await(settings.live().tailEvery());
  }

  @Override
  protected Duration trouble(Exception met) {
    log.warn("PLATFORM: viewers wait for finals, the transcript log could not be read", met);
    return settings.kafka().retryAfter();
  }

  @Override
  protected void wake() {
    bell.ring();
  }
}

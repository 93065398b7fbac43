package io.streamlation.control.playout;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.problem.ProblemWriter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

/** Puts the {@link PlayFilter} before all others. */
@Configuration
class PlayDoor {
  @Bean
  FilterRegistrationBean<PlayFilter> play(
      Viewers viewers,
      Waiting waiting,
      ProblemWriter problems,
      JsonMapper json,
      ControlSettings settings,
      MeterRegistry metrics) {
    FilterRegistrationBean<PlayFilter> door =
        new FilterRegistrationBean<>(
            new PlayFilter(viewers, waiting, problems, json, settings, metrics));
    door.addUrlPatterns(PlayAddress.BEGIN + "*");
    door.setOrder(Ordered.HIGHEST_PRECEDENCE);
    door.setAsyncSupported(true);
    return door;
  }
}

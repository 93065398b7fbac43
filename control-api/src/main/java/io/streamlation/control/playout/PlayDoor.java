package io.streamlation.control.playout;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.problem.ProblemWriter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Puts the {@link PlayValve} before everything that answers others. */
@Configuration
class PlayDoor {
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> playersFirst(
      ObjectProvider<PlayValve> valve) {
    return factory ->
        factory.addContextCustomizers(context -> context.getPipeline().addValve(valve.getObject()));
  }

  @Bean
  PlayValve playValve(
      Viewers viewers,
      Waiting waiting,
      ProblemWriter problems,
      JsonMapper json,
      ControlSettings settings,
      MeterRegistry metrics) {
    return new PlayValve(viewers, waiting, problems, json, settings, metrics);
  }
}

package io.streamlation.control.problem;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the {@link ProblemValve} where Tomcat's own error page was. */
@Configuration
class ProblemsOfTomcat {
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemsInsteadOfPages() {
    return factory ->
        factory.addContextCustomizers(
            context -> {
              if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
              }
            });
  }
}

package io.streamlation.control;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** The process: settings in, one HTTP port out. Exits by itself, non-zero, when it cannot start. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class ControlApi {
  public static void main(String[] args) {
    SpringApplication.run(ControlApi.class, args);
  }
}

package io.streamlation.control.identity;

import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.ProblemWriter;
import io.streamlation.control.problem.Refusal;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;

/**
 * What needs a token: everything under /api and /actuator, loopback included, except health, the
 * exchange of a code, and the handshake of the live socket (its first message identifies). Pages
 * hold no secrets and are open. There are no cookies, so nothing to forge across sites.
 */
@Configuration
class SecurityRules {

  /** The player's pages may stand in anybody's frame. */
  private static boolean isForViewers(String path) {
    return path.matches("/(watch|embed)(\\.html|/.*)?");
  }

  @Bean
  SecurityFilterChain rules(
      HttpSecurity http, Callers callers, AttemptLimit attempts, ProblemWriter problems)
      throws Exception {
    return http.csrf(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(anonymous -> {})
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers ->
                headers
                    .frameOptions(HeadersConfigurer.FrameOptionsConfig::disable)
                    .addHeaderWriter(
                        new DelegatingRequestMatcherHeaderWriter(
                            request -> !isForViewers(request.getRequestURI()),
                            new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY)))
                    .referrerPolicy(r -> r.policy(ReferrerPolicy.NO_REFERRER)))
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers("/actuator/health", "/actuator/health/**")
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/api/v1/browser-tokens")
                    .permitAll()
                    .requestMatchers("/api/v1/live")
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/api/v1/browser-codes")
                    .hasRole(Caller.Role.OWNER.name())
                    .requestMatchers("/api/**", "/actuator/**")
                    .authenticated()
                    .anyRequest()
                    .permitAll())
        .addFilterBefore(new BearerFilter(callers, attempts, problems), AuthorizationFilter.class)
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(
                        (request, response, thrown) -> {
                          response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                          problems.write(
                              response,
                              Refusal.of(
                                  ProblemType.UNAUTHENTICATED,
                                  request.getHeader(HttpHeaders.AUTHORIZATION) == null
                                      ? "The request carries no token."
                                      : "The token is not known, has expired or was revoked."));
                        })
                    .accessDeniedHandler(
                        (request, response, thrown) ->
                            problems.write(
                                response,
                                Refusal.of(
                                    ProblemType.FORBIDDEN,
                                    "This token may not "
                                        + request.getMethod()
                                        + " "
                                        + request.getRequestURI()
                                        + "; use the owner's."))))
        .build();
  }
}

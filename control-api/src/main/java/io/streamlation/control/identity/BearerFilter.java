package io.streamlation.control.identity;

import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.ProblemWriter;
import io.streamlation.control.problem.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** {@code Authorization: Bearer …} becomes a {@link Caller}. */
class BearerFilter extends OncePerRequestFilter {
  private static final String SCHEME = "Bearer ";
  private static final int LONGEST = 512;

  private final Callers callers;
  private final AttemptLimit attempts;
  private final ProblemWriter problems;

  BearerFilter(Callers callers, AttemptLimit attempts, ProblemWriter problems) {
    this.callers = callers;
    this.attempts = attempts;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      Optional<Caller> caller;
      try {
        caller = callerOf(header.substring(SCHEME.length()).strip());
      } catch (DataAccessException e) {
        problems.write(
            response,
            Refusal.of(
                ProblemType.UNAVAILABLE,
                "PostgreSQL does not answer; the token cannot be checked."));
        return;
      }
      if (caller.isPresent()) {
        signIn(caller.get());
      } else {
        try {
          attempts.count(request.getRemoteAddr());
        } catch (Refusal tooMany) {
          problems.write(response, tooMany);
          return;
        }
      }
    }
    chain.doFilter(request, response);
  }

  private Optional<Caller> callerOf(String token) {
    return token.isEmpty() || token.length() > LONGEST ? Optional.empty() : callers.of(token);
  }

  private static void signIn(Caller caller) {
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            caller,
            null,
            caller.roles().stream()
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList()));
    SecurityContextHolder.setContext(context);
  }
}

package io.streamlation.control.playout;

import io.streamlation.control.ControlSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Players run in pages of other origins: which of those may read what is under {@code /play} is
 * said on every answer, refusals too. There are no cookies, so nothing else is given away by it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class PlayFilter extends OncePerRequestFilter {
  private static final String ANY = "*";

  private final Set<String> allowed;

  PlayFilter(ControlSettings settings) {
    this.allowed = settings.playout().allowedOrigins();
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().startsWith("/play/");
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return true;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (allowed.contains(ANY)) {
      response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    } else {
      response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      if (origin != null && allowed.contains(origin)) {
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      }
    }
    response.setHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Content-Length, Date, ETag");
    if (request.getMethod().equals("OPTIONS")) {
      response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD");
      response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Range, If-None-Match");
      response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    chain.doFilter(request, response);
  }
}

package io.streamlation.control.problem;

import java.io.IOException;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Tomcat refuses before any filter sees it (a broken request line, a header that is none) has
 * the same shape, instead of a page. Tomcat makes it by its name.
 */
public final class ProblemValve extends ErrorReportValve {
  private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FIRST_ERROR = 400;

  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    int status = response.getStatus();
    if (status < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    ProblemType type = ProblemType.ofStatus(status);
    String detail =
        status == FIRST_ERROR
            ? "The request cannot be read as HTTP: its line or a header holds what none may hold."
            : type.title() + ".";
    try {
      response.setContentType(Problem.MEDIA_TYPE);
      response.setCharacterEncoding("UTF-8");
      response.getOutputStream().write(JSON.writeValueAsBytes(Problem.of(type, detail, List.of())));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      log.debug("whoever sent a broken request did not wait for the answer", e);
    }
  }
}

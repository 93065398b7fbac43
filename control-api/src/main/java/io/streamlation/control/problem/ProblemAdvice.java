package io.streamlation.control.problem;

import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns whatever was thrown into the one error shape. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Object> refused(Refusal refusal) {
    HttpHeaders headers = new HttpHeaders();
    refusal.headers().forEach(headers::set);
    return answer(refusal.type(), refusal.problem(), headers);
  }

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    CannotCreateTransactionException.class
  })
  ResponseEntity<Object> databaseAway(RuntimeException thrown) {
    log.warn("PLATFORM: the database did not answer a request", thrown);
    return refused(Refusal.databaseAway());
  }

  /** Broken percent-encoding in a query, or what the firewall takes for an attack. */
  @ExceptionHandler({InvalidParameterException.class, RequestRejectedException.class})
  ResponseEntity<Object> garbled(RuntimeException thrown) {
    return answer(
        ProblemType.INVALID_REQUEST,
        Problem.of(
            ProblemType.INVALID_REQUEST,
            "A parameter of the request is garbled: its encoding is broken, or it has characters"
                + " that none has.",
            List.of()),
        new HttpHeaders());
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<Object> failed(Exception thrown) {
    log.error("PLATFORM: a request failed", thrown);
    return refused(Refusal.failed());
  }

  @Override
  protected ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException thrown,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        return refused(refusal);
      }
    }
    return answer(ProblemType.UNREADABLE_JSON, unreadable(thrown.getCause()), headers);
  }

  @Override
  protected ResponseEntity<Object> handleTypeMismatch(
      org.springframework.beans.TypeMismatchException thrown,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String field =
        thrown instanceof MethodArgumentTypeMismatchException mismatch
            ? mismatch.getName()
            : "parameter";
    Complaint complaint =
        Complaint.of(
            ProblemType.INVALID_REQUEST,
            field,
            thrown.getValue(),
            "\"" + field + "\" is not of the kind that is expected here.");
    return refused(Refusal.of(List.of(complaint)));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception thrown,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemType type = ProblemType.ofStatus(status.value());
    String detail =
        body instanceof ProblemDetail given && given.getDetail() != null
            ? given.getDetail()
            : type.title() + ".";
    return answer(type, Problem.of(type, detail, List.of()), headers);
  }

  private static Problem unreadable(@Nullable Throwable cause) {
    if (cause instanceof UnrecognizedPropertyException unknown) {
      List<String> known =
          unknown.getKnownPropertyIds() == null
              ? List.of()
              : unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      String detail = "The field \"" + path(unknown) + "\" is not known here.";
      return Problem.of(
          ProblemType.UNREADABLE_JSON,
          detail,
          List.of(Complaint.of(ProblemType.UNREADABLE_JSON, path(unknown), null, detail, known)));
    }
    if (cause instanceof DatabindException bound) {
      String detail =
          "The value of \"" + path(bound) + "\" is not of the kind that is expected there.";
      return Problem.of(
          ProblemType.UNREADABLE_JSON,
          detail,
          List.of(Complaint.of(ProblemType.UNREADABLE_JSON, path(bound), null, detail)));
    }
    if (cause instanceof JacksonException json) {
      String detail = "The body cannot be read as JSON: " + json.getOriginalMessage();
      return Problem.of(
          ProblemType.UNREADABLE_JSON,
          detail,
          List.of(Complaint.of(ProblemType.UNREADABLE_JSON, path(json), null, detail)));
    }
    return Problem.of(ProblemType.UNREADABLE_JSON, "The body is missing.", List.of());
  }

  /** {@code targets[0].language} */
  private static String path(JacksonException json) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : json.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private static ResponseEntity<Object> answer(
      ProblemType type, Problem problem, HttpHeaders headers) {
    return ResponseEntity.status(type.status())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}

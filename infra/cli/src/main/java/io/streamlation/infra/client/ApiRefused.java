package io.streamlation.infra.client;

import com.fasterxml.jackson.databind.JsonNode;

/** control-api answered, and said no. */
public final class ApiRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ApiRefused(String request, int status, JsonNode problem) {
    super(sentence(request, status, problem));
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** From {@code application/problem+json}; whatever more it says is appended. */
  private static String sentence(String request, int status, JsonNode problem) {
    StringBuilder text =
        new StringBuilder(request).append(" was refused (").append(status).append("): ");
    String detail = problem.path("detail").asText(problem.path("title").asText(""));
    text.append(detail.isEmpty() ? problem.toString() : detail);
    problem
        .fields()
        .forEachRemaining(
            field -> {
              switch (field.getKey()) {
                case "type", "title", "status", "detail", "instance" -> {}
                default ->
                    text.append(System.lineSeparator())
                        .append("  ")
                        .append(field.getKey())
                        .append(": ")
                        .append(field.getValue());
              }
            });
    return text.toString();
  }
}

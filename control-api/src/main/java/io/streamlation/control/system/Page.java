package io.streamlation.control.system;

import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cursor pages: a cursor is opaque to clients and names the last item they have. */
public final class Page {
  public static final int DEFAULT_LIMIT = 50;
  public static final int MOST = 200;

  private Page() {}

  public static int limit(@Nullable Integer asked) {
    int limit = asked == null ? DEFAULT_LIMIT : asked;
    if (limit < 1 || limit > MOST) {
      throw Refusal.of(
          List.of(
              Complaint.of(
                  ProblemType.INVALID_REQUEST,
                  "limit",
                  limit,
                  "\"limit\" is " + limit + "; a page has 1 to " + MOST + " items.",
                  List.of("1…" + MOST))));
    }
    return limit;
  }

  public static String cursor(Object last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.toString().getBytes(StandardCharsets.UTF_8));
  }

  public static <T> @Nullable T read(@Nullable String cursor, Function<String, T> reader) {
    if (cursor == null) {
      return null;
    }
    try {
      return reader.apply(
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw Refusal.of(
          List.of(
              Complaint.of(
                  ProblemType.INVALID_REQUEST,
                  "cursor",
                  cursor,
                  "\"cursor\" is not one that a page gave out.")));
    }
  }

  /** The cursor after this page, given that one item more than the limit was asked for. */
  public static <T> @Nullable String next(List<T> fetched, int limit, Function<T, Object> place) {
    return fetched.size() > limit ? cursor(place.apply(fetched.get(limit - 1))) : null;
  }
}

package io.streamlation.control.playout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of a file are asked for (RFC 9110 §14). Pure.
 *
 * @param from the first
 * @param until behind the last; none are asked for that are there if this is not behind the first
 */
record ByteRange(long from, long until) {
  private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  long length() {
    return until - from;
  }

  boolean isThere() {
    return until > from;
  }

  /** Empty: all of it. That is also answered to several ranges and to what is none. */
  static Optional<ByteRange> of(String header, long size) {
    Matcher range = ONE.matcher(header);
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long last = Long.parseLong(range.group(2));
      return Optional.of(new ByteRange(Math.max(0, size - last), last == 0 ? 0 : size));
    }
    long from = Long.parseLong(range.group(1));
    if (range.group(2).isEmpty()) {
      return Optional.of(new ByteRange(from, size));
    }
    long last = Long.parseLong(range.group(2));
    return last < from
        ? Optional.empty()
        : Optional.of(new ByteRange(from, Math.min(size, last + 1)));
  }
}

package io.streamlation.control.intake;

import com.google.protobuf.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What every record must hold to, whatever it says: figures with which one can reckon, words of a
 * length that can be shown. One record that does not would otherwise spoil what is read together
 * with it: an export, a page of events, the state of a channel.
 */
public final class Plausible {
  /** No channel is on air for 300 years. */
  private static final long LAST_SAMPLE = 1L << 47;

  /** The live socket's largest frame. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final Duration CLOCKS_DIFFER_BY = Duration.ofDays(1);
  private static final Pattern LANGUAGE =
      Pattern.compile("(?=.{2,35}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");

  private Plausible() {}

  /** The first complaint of several, asked for one after the other. */
  @SafeVarargs
  public static Optional<String> first(Supplier<Optional<String>>... questions) {
    return List.of(questions).stream().map(Supplier::get).flatMap(Optional::stream).findFirst();
  }

  public static Optional<String> size(Message message) {
    int bytes = message.getSerializedSize();
    return bytes <= MOST_BYTES
        ? Optional.empty()
        : Optional.of("it has " + bytes + " bytes, at most " + MOST_BYTES + " are taken");
  }

  public static Optional<String> stretch(
      long epoch, long offsetSamples, long startSample, long endSample) {
    boolean holds =
        epoch >= 0
            && offsetSamples >= -LAST_SAMPLE
            && offsetSamples <= LAST_SAMPLE
            && startSample >= 0
            && startSample <= endSample
            && endSample <= LAST_SAMPLE;
    return holds
        ? Optional.empty()
        : Optional.of(
            "epoch %d, offset %d, samples %d to %d are no stretch of a session"
                .formatted(epoch, offsetSamples, startSample, endSample));
  }

  public static Optional<String> sample(long epoch, long sample) {
    return stretch(epoch, 0, sample, sample);
  }

  public static Optional<String> language(String tag) {
    return LANGUAGE.matcher(tag).matches()
        ? Optional.empty()
        : Optional.of("\"" + tag + "\" is no language tag");
  }

  public static Optional<String> length(String field, String text, int most) {
    return text.length() <= most
        ? Optional.empty()
        : Optional.of(
            "its %s has %d characters, at most %d are taken".formatted(field, text.length(), most));
  }

  /** A time ahead of ours would stand for the newest, and nothing after it would count. */
  public static Optional<String> wallClock(long atMs, Instant now) {
    return atMs >= 0 && atMs <= now.plus(CLOCKS_DIFFER_BY).toEpochMilli()
        ? Optional.empty()
        : Optional.of("its time " + atMs + " ms is not one that a clock shows today");
  }
}

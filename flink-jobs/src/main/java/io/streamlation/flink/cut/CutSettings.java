package io.streamlation.flink.cut;

import io.streamlation.contracts.AudioFormat;
import java.io.Serializable;
import java.time.Duration;

/**
 * Where utterances begin and end.
 *
 * @param preRoll sound before the first voice that belongs to the utterance
 * @param pad sound after the last voice that belongs to it
 * @param pause this long without speech ends an utterance
 * @param dipAfter an utterance longer than this ends at a shorter pause already
 * @param dip that shorter pause
 * @param limit no utterance is longer than this
 * @param limitSearch where no pause came, the quietest place of this last stretch is the border
 * @param speechAbove likeness to speech (0 … 1) above which quiet ends
 * @param silentBelow likeness below which speech ends
 * @param onsetWindows so many of {@link #ONSET_SPAN_WINDOWS} windows must be speech to open
 * @param quietRms sound weaker than this (full scale = 1) is never speech
 * @param tallyEvery so often the ledger hears of a session that says nothing
 * @param silenceAlarm sound in which nobody speaks for so long is told to the operators; 0 = never
 * @param fence so long an ended epoch is remembered, to refuse its late frames
 */
public record CutSettings(
    Duration preRoll,
    Duration pad,
    Duration pause,
    Duration dipAfter,
    Duration dip,
    Duration limit,
    Duration limitSearch,
    double speechAbove,
    double silentBelow,
    int onsetWindows,
    double quietRms,
    Duration tallyEvery,
    Duration silenceAlarm,
    Duration fence)
    implements Serializable {

  static final int ONSET_SPAN_WINDOWS = 16; // 512 ms

  public static final CutSettings DEFAULT =
      new CutSettings(
          Duration.ofMillis(300),
          Duration.ofMillis(100),
          Duration.ofMillis(400),
          Duration.ofSeconds(4),
          Duration.ofMillis(200),
          Duration.ofSeconds(6),
          Duration.ofSeconds(2),
          .5,
          .35,
          8,
          .0006,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10));

  public CutSettings {
    if (pad.compareTo(dip) > 0 || dip.compareTo(pause) > 0) {
      throw new IllegalArgumentException(
          "cut.pad <= cut.dip <= cut.pause must hold, and they are %s, %s, %s"
              .formatted(pad, dip, pause));
    }
    if (limitSearch.compareTo(limit) >= 0 || dipAfter.compareTo(limit) > 0) {
      throw new IllegalArgumentException(
          "cut.limit-search < cut.limit and cut.dip-after <= cut.limit must hold, and they are"
              + " %s, %s, limit %s".formatted(limitSearch, dipAfter, limit));
    }
    if (silentBelow > speechAbove || silentBelow <= 0 || speechAbove >= 1) {
      throw new IllegalArgumentException(
          "0 < cut.silent-below <= cut.speech-above < 1 must hold, and they are %s and %s"
              .formatted(silentBelow, speechAbove));
    }
    if (onsetWindows < 1 || onsetWindows > ONSET_SPAN_WINDOWS) {
      throw new IllegalArgumentException(
          "cut.onset-windows must be 1 … %d, and is %d"
              .formatted(ONSET_SPAN_WINDOWS, onsetWindows));
    }
  }

  static long samples(Duration duration) {
    return AudioFormat.samplesOfMs(duration.toMillis());
  }
}

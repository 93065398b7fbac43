package io.streamlation.ingest.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

/**
 * Hears whether two recordings say the same at the same time. Two decoder runs that begin at
 * different samples resample up to half a sample beside each other, so bytes may differ where sound
 * does not; a lost or doubled AAC block is 341 samples.
 */
public final class Ear {
  private static final int WINDOW_SAMPLES = 1600;
  private static final int FURTHEST_SAMPLES = 400;

  private Ear() {}

  /** Same length, and in every second the same moment. */
  public static void assertSameSound(byte[] actual, byte[] expected) {
    assertThat(actual.length / 2.0).as("samples").isCloseTo(expected.length / 2.0, offset(2.0));
    int last = Math.min(actual.length, expected.length) / 2 - WINDOW_SAMPLES - FURTHEST_SAMPLES;
    for (int at = FURTHEST_SAMPLES; at < last; at += 4 * WINDOW_SAMPLES) {
      assertThat(lag(actual, at, expected, at)).as("lag at sample %s", at).isBetween(-1, 1);
    }
  }

  /** The last moments of both are the same moment. */
  public static void assertSameEnding(byte[] actual, byte[] expected) {
    int back = WINDOW_SAMPLES + FURTHEST_SAMPLES;
    assertThat(lag(actual, actual.length / 2 - back, expected, expected.length / 2 - back))
        .as("lag of the ending")
        .isBetween(-2, 2);
  }

  /** By how many samples one is behind the other, here. */
  private static int lag(byte[] actual, int at, byte[] expected, int there) {
    long best = Long.MAX_VALUE;
    int lag = 0;
    for (int shift = -FURTHEST_SAMPLES; shift <= FURTHEST_SAMPLES; shift++) {
      long difference = 0;
      for (int i = 0; i < WINDOW_SAMPLES; i++) {
        difference += Math.abs(sample(actual, at + i) - sample(expected, there + i + shift));
      }
      if (difference < best) {
        best = difference;
        lag = shift;
      }
    }
    return lag;
  }

  private static int sample(byte[] pcm, int at) {
    return (short) (pcm[2 * at] & 0xff | pcm[2 * at + 1] << 8);
  }
}

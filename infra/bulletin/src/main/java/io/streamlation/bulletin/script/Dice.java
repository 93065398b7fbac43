package io.streamlation.bulletin.script;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Choices that fall the same way for the same seed. Built on {@link SplittableRandom#nextLong}
 * only: its bounded draws are not promised to stay the same from one JDK to the next.
 */
public final class Dice {
  private final SplittableRandom random;

  public Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A die of its own for one matter, so that more throws here move nothing there. */
  public static Dice forMatter(long seed, String matter, long number) {
    long mixed = seed;
    for (int i = 0; i < matter.length(); i++) {
      mixed = mixed * 31 + matter.charAt(i);
    }
    return new Dice(new SplittableRandom(mixed * 1_000_003 + number).nextLong());
  }

  /** 0 ≤ n &lt; bound. */
  public int below(int bound) {
    return (int) Math.multiplyHigh(random.nextLong() >>> 1, (long) bound << 1);
  }

  /** Both ends included. */
  public int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /** 0 ≤ x &lt; 1. */
  public double share() {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  public boolean happens(double probability) {
    return share() < probability;
  }

  public <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}

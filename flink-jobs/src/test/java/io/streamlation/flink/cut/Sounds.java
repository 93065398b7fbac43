package io.streamlation.flink.cut;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Random;

/** Sounds made of numbers: 16 kHz mono. */
public final class Sounds {
  private static final int RATE = AudioFormat.SAMPLE_RATE_HZ;

  private Sounds() {}

  public static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  public static short[] silence(Duration length) {
    return new short[samples(length)];
  }

  /** A voice of 120 Hz that goes from vowel to vowel, in syllables with dips between. */
  public static short[] voice(Duration length) {
    return voice(length, 120, 1);
  }

  /**
   * @param size of the mouth: the formants of a small one lie higher
   */
  public static short[] voice(Duration length, double pitchHz, double size) {
    short[] sound = new short[samples(length)];
    for (int i = 0; i < sound.length; i++) {
      double t = i / (double) RATE;
      double first = (550 + 300 * Math.sin(2 * Math.PI * 3.1 * t)) / size;
      double second = (1700 + 700 * Math.sin(2 * Math.PI * 2.3 * t + 1)) / size;
      double sum = 0;
      for (int k = 1; k <= 25; k++) {
        double f = pitchHz * k;
        double formants =
            Math.exp(-Math.pow((f - first) / 150, 2))
                + .5 * Math.exp(-Math.pow((f - second) / 200, 2))
                + .01;
        sum += formants * Math.sin(2 * Math.PI * f * t + k * k);
      }
      double syllable = Math.pow(Math.sin(Math.PI * t / .25), 2);
      sound[i] = (short) (4000 * syllable * sum);
    }
    return sound;
  }

  public static short[] noise(Duration length, double amplitude, long seed) {
    Random random = new Random(seed);
    short[] sound = new short[samples(length)];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (short) (amplitude * random.nextGaussian());
    }
    return sound;
  }

  public static short[] tone(Duration length, double hz, double amplitude) {
    short[] sound = new short[samples(length)];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (short) (amplitude * Math.sin(2 * Math.PI * hz * i / RATE));
    }
    return sound;
  }

  public static short[] over(short[] one, short[] other) {
    short[] both = new short[Math.min(one.length, other.length)];
    for (int i = 0; i < both.length; i++) {
      both[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, one[i] + other[i]));
    }
    return both;
  }

  public static short[] one(short[]... parts) {
    int length = 0;
    for (short[] part : parts) {
      length += part.length;
    }
    short[] all = new short[length];
    int at = 0;
    for (short[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  public static ByteString bytes(short[] sound, int from, int to) {
    ByteBuffer bytes =
        ByteBuffer.allocate((to - from) * AudioFormat.BYTES_PER_SAMPLE)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      bytes.putShort(sound[i]);
    }
    return ByteString.copyFrom(bytes.array());
  }

  private static int samples(Duration length) {
    return (int) AudioFormat.samplesOfMs(length.toMillis());
  }
}

package io.streamlation.bulletin.sound;

import io.streamlation.bulletin.script.Dice;
import io.streamlation.bulletin.script.Interlude;

/**
 * What is to be heard when nobody speaks. All of it lies well under the speech, as a broadcaster
 * mixes it; a voice detector meets chords and hiss, not only silence.
 */
final class Beds {
  static final double MUSIC_DB = -32;
  static final double NOISE_DB = -34;
  static final double ROOM_TONE_DB = -66;
  static final double BEEP_DB = -24;
  private static final double BEEP_HZ = 1_000;
  private static final int FADE_MS = 250;
  private static final int BEEP_FADE_MS = 5;
  private static final int CHORD_MS = 900;
  private static final double LOWEST_ROOT_HZ = 110;
  private static final int[][] CHORDS = {
    {0, 4, 7, 12}, {9, 12, 16, 21}, {5, 9, 12, 17}, {7, 11, 14, 19}
  };

  private Beds() {}

  /** {@code lengthMs} of an interlude, silence for a pause. */
  static float[] interlude(Interlude.Kind kind, long lengthMs, Dice dice) {
    int length = (int) (lengthMs * Sound.SAMPLES_PER_MS);
    return switch (kind) {
      case MUSIC -> Sound.level(fade(chords(length, dice), FADE_MS), MUSIC_DB, 1);
      case NOISE -> Sound.level(fade(street(length, dice), FADE_MS), NOISE_DB, 1);
      case PAUSE -> new float[length];
    };
  }

  /** The hiss of the studio, under everything. */
  static float[] roomTone(int length, Dice dice) {
    float[] tone = new float[length];
    for (int i = 0; i < length; i++) {
      tone[i] = white(dice);
    }
    return Sound.level(tone, ROOM_TONE_DB, 1);
  }

  static float[] beep(long lengthMs) {
    float[] beep = new float[(int) (lengthMs * Sound.SAMPLES_PER_MS)];
    for (int i = 0; i < beep.length; i++) {
      beep[i] = (float) StrictMath.sin(2 * Math.PI * BEEP_HZ * i / Sound.SAMPLE_RATE_HZ);
    }
    return fade(Sound.level(beep, BEEP_DB, 1), BEEP_FADE_MS);
  }

  /** Four-note chords, each struck and dying away. */
  private static float[] chords(int length, Dice dice) {
    float[] sound = new float[length];
    double rootHz = LOWEST_ROOT_HZ * StrictMath.pow(2, dice.below(8) / 12.0);
    int chordLength = CHORD_MS * Sound.SAMPLES_PER_MS;
    int first = dice.below(CHORDS.length);
    for (int from = 0, chord = first; from < length; from += chordLength, chord++) {
      for (int semitones : CHORDS[chord % CHORDS.length]) {
        double hz = rootHz * StrictMath.pow(2, semitones / 12.0);
        for (int partial = 1; partial <= 3; partial++) {
          strike(
              sound,
              from,
              Math.min(length, from + chordLength),
              hz * partial,
              1.0 / partial / partial);
        }
      }
    }
    return sound;
  }

  private static void strike(float[] sound, int from, int to, double hz, double amplitude) {
    // A rotating pointer that shrinks: a decaying sine without a call of sin for each sample.
    double turn = 2 * Math.PI * hz / Sound.SAMPLE_RATE_HZ;
    double decay = StrictMath.pow(0.25, 1.0 / (CHORD_MS * Sound.SAMPLES_PER_MS));
    double cos = StrictMath.cos(turn) * decay;
    double sin = StrictMath.sin(turn) * decay;
    double x = amplitude;
    double y = 0;
    int attack = 20 * Sound.SAMPLES_PER_MS;
    for (int i = from; i < to; i++) {
      double edge = Math.min(1, Math.min(i - from, to - i) / (double) attack);
      sound[i] += (float) (y * edge);
      double nextX = x * cos - y * sin;
      y = x * sin + y * cos;
      x = nextX;
    }
  }

  /** Low-pass noise that swells and ebbs: a street outside. */
  private static float[] street(int length, Dice dice) {
    float[] sound = new float[length];
    double low = 0;
    double lower = 0;
    double swellHz = 0.3 + dice.share();
    for (int i = 0; i < length; i++) {
      low += 0.12 * (white(dice) - low);
      lower += 0.02 * (low - lower);
      double swell = 0.7 + 0.3 * StrictMath.sin(2 * Math.PI * swellHz * i / Sound.SAMPLE_RATE_HZ);
      sound[i] = (float) ((low + 3 * lower) * swell);
    }
    return sound;
  }

  private static float white(Dice dice) {
    return (float) (2 * dice.share() - 1);
  }

  private static float[] fade(float[] sound, int fadeMs) {
    int length = Math.min(fadeMs * Sound.SAMPLES_PER_MS, sound.length / 2);
    for (int i = 0; i < length; i++) {
      float gain = i / (float) length;
      sound[i] *= gain;
      sound[sound.length - 1 - i] *= gain;
    }
    return sound;
  }
}

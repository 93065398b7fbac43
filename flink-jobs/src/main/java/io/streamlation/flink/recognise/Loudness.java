package io.streamlation.flink.recognise;

import io.streamlation.contracts.AudioFormat;

/**
 * Raises an utterance that is much softer than what recognisers were trained on, all of it by the
 * same factor: nothing pumps, the sound that viewers hear stays as it is, and a replay raises it
 * alike. An utterance of usual loudness is left alone to the bit.
 */
final class Loudness {
  private static final int BLOCK_SAMPLES =
      AudioFormat.SAMPLE_RATE_HZ * 4 / 10; // 400 ms, as EBU R 128
  private static final double SOFT_DBFS = -38;

  /** Softer than this is no speech: the cutter calls it silence, and raised it would be noise. */
  private static final double SILENT_DBFS = -66;

  /** Where EBU R 128 puts a programme (-23 LUFS), its loudest words. */
  private static final double USUAL_DBFS = -20;

  private static final double MOST_GAIN_DB = 40;
  private static final double FULL_SCALE = 32_768;

  private Loudness() {}

  static short[] raised(short[] pcm) {
    double loudest = loudestDbfs(pcm);
    if (loudest >= SOFT_DBFS || loudest < SILENT_DBFS) {
      return pcm;
    }
    double factor = Math.pow(10, Math.min(MOST_GAIN_DB, USUAL_DBFS - loudest) / 20);
    short[] out = new short[pcm.length];
    for (int i = 0; i < pcm.length; i++) {
      double sample = Math.rint(pcm[i] * factor);
      out[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sample));
    }
    return out;
  }

  /** Of its blocks the one with the most power. */
  private static double loudestDbfs(short[] pcm) {
    double most = 0;
    for (int from = 0; from < pcm.length; from += BLOCK_SAMPLES) {
      int to = Math.min(pcm.length, from + BLOCK_SAMPLES);
      double power = 0;
      for (int i = from; i < to; i++) {
        power += (double) pcm[i] * pcm[i];
      }
      most = Math.max(most, power / (to - from));
    }
    return 10 * Math.log10(most / (FULL_SCALE * FULL_SCALE));
  }
}

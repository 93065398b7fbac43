package io.streamlation.flink.engine.whisper;

/**
 * Triangles on Slaney's mel scale (linear to 1 kHz, logarithmic above), each of unit area: what
 * librosa computes by default and Whisper was trained with.
 */
final class MelFilters {
  private static final double HZ_PER_MEL = 200.0 / 3;
  private static final double BREAK_HZ = 1000.0;
  private static final double BREAK_MEL = BREAK_HZ / HZ_PER_MEL; // 15
  private static final double LOG_STEP = Math.log(6.4) / 27.0;

  /** First bin of each triangle, and its weights from there on: most of the matrix is zero. */
  final int[] firstBin;

  final double[][] weights;

  MelFilters(int sampleRateHz, int fftSize, int mels) {
    int bins = fftSize / 2 + 1;
    double[] edgesHz = new double[mels + 2];
    double topMel = melOf(sampleRateHz / 2.0);
    for (int i = 0; i < edgesHz.length; i++) {
      edgesHz[i] = hzOf(topMel * i / (mels + 1));
    }
    firstBin = new int[mels];
    weights = new double[mels][];
    for (int m = 0; m < mels; m++) {
      double unitArea = 2.0 / (edgesHz[m + 2] - edgesHz[m]);
      double[] row = new double[bins];
      int first = bins;
      int last = -1;
      for (int k = 0; k < bins; k++) {
        double hz = (double) k * sampleRateHz / fftSize;
        double rise = (hz - edgesHz[m]) / (edgesHz[m + 1] - edgesHz[m]);
        double fall = (edgesHz[m + 2] - hz) / (edgesHz[m + 2] - edgesHz[m + 1]);
        row[k] = Math.max(0, Math.min(rise, fall)) * unitArea;
        if (row[k] > 0) {
          first = Math.min(first, k);
          last = k;
        }
      }
      firstBin[m] = Math.min(first, bins - 1);
      weights[m] = java.util.Arrays.copyOfRange(row, firstBin[m], Math.max(firstBin[m], last + 1));
    }
  }

  private static double melOf(double hz) {
    return hz < BREAK_HZ ? hz / HZ_PER_MEL : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
  }

  private static double hzOf(double mel) {
    return mel < BREAK_MEL ? mel * HZ_PER_MEL : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
  }
}

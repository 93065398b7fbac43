package io.streamlation.flink.engine.whisper;

/** Discrete Fourier transform of any length whose prime factors are small (400 = 2⁴ · 5²). */
final class FourierTransform {
  private final int length;
  private final int[] factors;
  private final int largestFactor;
  private final double[] cos;
  private final double[] sin;

  FourierTransform(int length) {
    this.length = length;
    this.factors = factors(length);
    int largest = 1;
    for (int factor : factors) {
      largest = Math.max(largest, factor);
    }
    this.largestFactor = largest;
    this.cos = new double[length];
    this.sin = new double[length];
    for (int i = 0; i < length; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / length);
      sin[i] = -Math.sin(2 * Math.PI * i / length);
    }
  }

  /** Fours first: a radix of four costs less than two of two. */
  private static int[] factors(int length) {
    int[] found = new int[32];
    int count = 0;
    int rest = length;
    for (int factor : new int[] {4, 2, 3, 5}) {
      while (rest % factor == 0) {
        found[count++] = factor;
        rest /= factor;
      }
    }
    for (int factor = 7; rest > 1; factor += 2) {
      while (rest % factor == 0) {
        found[count++] = factor;
        rest /= factor;
      }
    }
    return java.util.Arrays.copyOf(found, count);
  }

  /** Where one thread's transforms are computed. */
  final class Workspace {
    final double[] inRe = new double[length];
    final double[] inIm = new double[length];
    final double[] outRe = new double[length];
    final double[] outIm = new double[length];
    private final double[] re = new double[largestFactor];
    private final double[] im = new double[largestFactor];

    /** From {@code in} to {@code out}. */
    void transform() {
      recurse(0, 1, 0, length, 0);
    }

    private void recurse(int in, int stride, int out, int n, int level) {
      if (n == 1) {
        outRe[out] = inRe[in];
        outIm[out] = inIm[in];
        return;
      }
      int p = factors[level];
      int m = n / p;
      for (int k = 0; k < p; k++) {
        recurse(in + k * stride, stride * p, out + k * m, m, level + 1);
      }
      int step = length / n; // twiddles of this level lie that far apart
      int spread = length / p;
      for (int j = 0; j < m; j++) {
        for (int k = 0; k < p; k++) {
          int at = out + k * m + j;
          int w = k * j * step;
          re[k] = outRe[at] * cos[w] - outIm[at] * sin[w];
          im[k] = outRe[at] * sin[w] + outIm[at] * cos[w];
        }
        for (int q = 0; q < p; q++) {
          double sumRe = re[0];
          double sumIm = im[0];
          for (int k = 1; k < p; k++) {
            int w = k * q % p * spread;
            sumRe += re[k] * cos[w] - im[k] * sin[w];
            sumIm += re[k] * sin[w] + im[k] * cos[w];
          }
          outRe[out + q * m + j] = sumRe;
          outIm[out + q * m + j] = sumIm;
        }
      }
    }
  }
}

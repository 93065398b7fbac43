package io.streamlation.flink.room;

/** Power spectrum of windows of one length, a power of two: Hann, then radix-2 FFT. */
public final class Spectrum {
  private final int n;
  private final double[] hann;
  private final double[] cos; // of -2 pi k / n
  private final double[] sin;

  public Spectrum(int n) {
    this.n = n;
    this.hann = new double[n];
    this.cos = new double[n / 2];
    this.sin = new double[n / 2];
    for (int i = 0; i < n; i++) {
      hann[i] = .5 - .5 * StrictMath.cos(2 * Math.PI * i / n);
    }
    for (int k = 0; k < n / 2; k++) {
      cos[k] = StrictMath.cos(-2 * Math.PI * k / n);
      sin[k] = StrictMath.sin(-2 * Math.PI * k / n);
    }
  }

  /**
   * The power at each frequency.
   *
   * @param sound [n]
   * @return [n / 2 + 1], from 0 Hz to half the sample rate
   */
  public double[] powers(double[] sound) {
    double[] re = new double[n];
    double[] im = new double[n];
    int unusedBits = 32 - Integer.numberOfTrailingZeros(n);
    for (int i = 0; i < n; i++) {
      re[Integer.reverse(i) >>> unusedBits] = sound[i] * hann[i];
    }
    for (int size = 2; size <= n; size *= 2) {
      for (int k = 0; k < size / 2; k++) {
        double c = cos[k * (n / size)];
        double s = sin[k * (n / size)];
        for (int a = k; a < n; a += size) {
          int b = a + size / 2;
          double turnedRe = re[b] * c - im[b] * s;
          double turnedIm = re[b] * s + im[b] * c;
          re[b] = re[a] - turnedRe;
          im[b] = im[a] - turnedIm;
          re[a] += turnedRe;
          im[a] += turnedIm;
        }
      }
    }
    double[] powers = new double[n / 2 + 1];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = re[i] * re[i] + im[i] * im[i];
    }
    return powers;
  }
}

package io.streamlation.contracts;

/** How a clip of machine speech travels: PCM, mono, at the rate that its voice speaks. */
public final class ClipFormat {
  /** The one codec so far: 16 bits a sample, signed, little-endian. */
  public static final String PCM_S16LE = "pcm_s16le";

  /**
   * A clip is one record, and a broker takes 1 MiB (1,048,588 bytes) unless told otherwise; what is
   * left is for the rest of the message. 1,000,000 bytes = 22.6 s at 22,050 Hz.
   */
  public static final int MOST_AUDIO_BYTES = 1_000_000;

  private ClipFormat() {}

  public static int durationMs(int audioBytes, int sampleRateHz) {
    return Math.toIntExact(
        audioBytes / AudioFormat.BYTES_PER_SAMPLE * 1_000L / Math.max(1, sampleRateHz));
  }
}

package io.streamlation.ingest.decode;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.ingest.source.AudioWish;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What the fetcher must know of a segment before it is decoded: which container, and the stamp of
 * its first audio sample.
 *
 * @param format FFmpeg's name of the container
 * @param layout changes where a decoder cannot go on into this segment
 * @param map how FFmpeg is told which of its sounds is meant
 * @param pts90kHz stamp of the first audio sample, 33 bits
 * @param samples length at 16 kHz where it can be counted without decoding
 * @param audio what the decoder is to read of it; of a transport stream only the audio
 */
record SegmentScan(
    String format,
    String layout,
    String map,
    OptionalLong pts90kHz,
    OptionalLong samples,
    byte[] audio) {
  /** Where there is but one sound. */
  static final String ONLY_ONE = "0:a:0";

  /**
   * @param wish which of several sounds is looked for
   * @throws UnknownTrack if it is wished by a name that none of them has
   */
  static SegmentScan of(byte[] initialisation, byte[] bytes, AudioWish wish) throws Undecodable {
    try {
      if (bytes.length > 3 && bytes[0] == 'O' && bytes[1] == 'g' && bytes[2] == 'g') {
        return new SegmentScan(
            "ogg",
            "ogg/" + Arrays.hashCode(initialisation),
            ONLY_ONE,
            OptionalLong.empty(),
            OptionalLong.empty(),
            bytes);
      }
      if (initialisation.length > 0 || Fmp4.looksLike(bytes)) {
        return Fmp4.scan(initialisation, bytes, wish);
      }
      int sync = TransportStream.syncAt(bytes);
      return sync >= 0 ? TransportStream.scan(bytes, sync, wish) : PackedAudio.scan(bytes);
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new Undecodable(
          "its structure points outside itself"
              + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"));
    }
  }

  boolean isFragmentedMp4() {
    return format.equals("mov");
  }

  static long samplesAt16kHz(long samples, int rateHz) {
    return Math.round(samples * (double) AudioFormat.SAMPLE_RATE_HZ / rateHz);
  }
}

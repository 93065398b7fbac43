package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import java.nio.BufferUnderflowException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A picture, or a sound, in segments of its own.
 *
 * @param format FFmpeg's name of the container
 * @param map how FFmpeg is told which track is meant
 * @param codec for a person
 * @param fits players of fragmented MP4 can show it, or play it as it is
 * @param stamp90kHz of the first sample of the segment that was looked at, 33 bits
 * @param lead90kHz so much of it lies before time zero, by its edit list; the decoder hears that
 *     too
 * @param pid in a transport stream
 */
public record LoneTrack(
    String format,
    String map,
    String codec,
    boolean fits,
    long stamp90kHz,
    long lead90kHz,
    int pid) {
  static final int NO_PID = -1;
  private static final String ADTS_IN_TRANSPORT_STREAM = "/15";

  /** Empty where there is none, or nothing that can be read. */
  public static Optional<LoneTrack> picture(Piece.InMemory content) {
    byte[] bytes = content.bytes();
    try {
      if (content.initialisation().length > 0 || Fmp4.looksLike(bytes)) {
        return Fmp4.lonePicture(content.initialisation(), bytes);
      }
      int sync = TransportStream.syncAt(bytes);
      return sync < 0 ? Optional.empty() : TransportStream.lonePicture(bytes, sync);
    } catch (Undecodable
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Empty where its place in time is not known, or nothing can be read. */
  public static Optional<LoneTrack> sound(Piece.InMemory content, AudioWish wish) {
    byte[] bytes = content.bytes();
    try {
      if (content.initialisation().length > 0 || Fmp4.looksLike(bytes)) {
        return Fmp4.loneSound(content.initialisation(), bytes, wish);
      }
      SegmentScan scan = SegmentScan.of(content.initialisation(), bytes, wish);
      OptionalLong stamp = scan.pts90kHz();
      boolean aac = scan.format().equals("aac") || scan.layout().endsWith(ADTS_IN_TRANSPORT_STREAM);
      String codec = aac ? "AAC" : scan.format().equals("mpegts") ? "its sound" : scan.format();
      return stamp.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new LoneTrack(scan.format(), scan.map(), codec, aac, stamp.getAsLong(), 0, NO_PID));
    } catch (Undecodable
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  LoneTrack from(long stamp) {
    return new LoneTrack(format, map, codec, fits, stamp, lead90kHz, pid);
  }

  public boolean isHevc() {
    return Picture.HEVC.contains(codec);
  }

  /** Whether its stamps are those of the container; without one it is counted from zero. */
  public boolean hasStamps() {
    return format.equals("mov") || format.equals("mpegts");
  }

  /** Of a picture: what a packager can begin with; empty without a key frame. */
  public Optional<byte[]> fromKeyFrame(byte[] bytes) {
    int sync = pid == NO_PID ? -1 : TransportStream.syncAt(bytes);
    return sync < 0 ? Optional.of(bytes) : TransportStream.fromKeyFrame(bytes, sync, pid, isHevc());
  }
}

package io.streamlation.ingest.frame;

/** A piece of one segment's time: heard, or missing inside it. */
public sealed interface Stretch {
  SegmentMark segment();

  /** Where in the segment it begins. */
  long sampleInSegment();

  /** s16le mono 16 kHz. */
  record Sound(SegmentMark segment, long sampleInSegment, byte[] pcm) implements Stretch {}

  record Hole(SegmentMark segment, long sampleInSegment, long samples) implements Stretch {}
}

package io.streamlation.ingest.support;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.decode.SegmentDecoder;
import io.streamlation.ingest.decode.SoundSink;
import io.streamlation.ingest.frame.Stretch;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.OptionalLong;

/** What the real decoder makes of a recording: samples at 16 kHz. */
public final class Decoded {
  private final short[] samples;

  private Decoded(byte[] pcm) {
    samples = new short[pcm.length / 2];
    ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
  }

  /**
   * @param segments how many of the recording's are fed, in one unbroken run
   */
  public static Decoded of(Studio.Recording recording, int segments) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SoundSink sink =
        new SoundSink() {
          @Override
          public void sound(Stretch stretch) {
            out.writeBytes(((Stretch.Sound) stretch).pcm());
          }

          @Override
          public void gap(long samples, Gap.Reason reason, String detail, SourcePosition next) {
            throw new AssertionError(detail);
          }
        };
    SegmentDecoder decoder =
        new SegmentDecoder(
            Studio.FFMPEG,
            sink,
            new Metrics(new PrometheusRegistry()),
            Duration.ofSeconds(20),
            Duration.ofHours(1),
            System::nanoTime);
    for (int i = 0; i < segments; i++) {
      decoder.take(
          new Piece.Media(
              i,
              0,
              i + ".seg",
              OptionalLong.empty(),
              Math.round(recording.segmentSeconds() * 16_000),
              i == 0,
              0,
              new Piece.InMemory(recording.initialisation(), recording.segments().get(i)),
              0),
          AudioWish.ofSpeech("en"));
    }
    decoder.finish();
    return new Decoded(out.toByteArray());
  }

  public short[] samples() {
    return samples;
  }

  public double seconds() {
    return samples.length / 16_000.0;
  }

  /** From how often it crosses zero upwards, the first and last quarter left out. */
  public double pitchHz() {
    int from = samples.length / 4;
    int to = samples.length * 3 / 4;
    int crossings = 0;
    int first = -1;
    int last = -1;
    for (int i = from; i < to; i++) {
      if (samples[i - 1] < 0 && samples[i] >= 0) {
        first = first < 0 ? i : first;
        last = i;
        crossings++;
      }
    }
    return (crossings - 1) * 16_000.0 / (last - first);
  }

  public double levelDbfs() {
    int from = samples.length / 4;
    int to = samples.length * 3 / 4;
    double power = 0;
    for (int i = from; i < to; i++) {
      power += (double) samples[i] * samples[i];
    }
    return 10 * Math.log10(power / (to - from) / (32_768.0 * 32_768.0));
  }
}

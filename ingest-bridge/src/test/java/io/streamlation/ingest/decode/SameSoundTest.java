package io.streamlation.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.frame.RunTimeline;
import io.streamlation.ingest.frame.Stretch;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.support.Studio;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A decoder that begins anew goes on with the very samples that the one before would have given:
 * else a model hears another sound after every restart, and finals that are equally likely flip.
 */
class SameSoundTest {
  private static final int SEGMENTS = 6;

  /** What came out, by segment. */
  private static final class Heard implements SoundSink {
    private final Map<Long, ByteArrayOutputStream> bySegment = new TreeMap<>();

    @Override
    public void sound(Stretch stretch) {
      Stretch.Sound sound = (Stretch.Sound) stretch;
      ByteArrayOutputStream out =
          bySegment.computeIfAbsent(
              sound.segment().mediaSequence(), k -> new ByteArrayOutputStream());
      out.writeBytes(sound.pcm());
    }

    @Override
    public void gap(long samples, Gap.Reason reason, String detail, SourcePosition next) {
      throw new AssertionError(detail);
    }

    byte[] of(long segment) {
      return bySegment.get(segment).toByteArray();
    }
  }

  private static Heard decode(Studio.Recording recording, int first, boolean warmedUp)
      throws Exception {
    Heard heard = new Heard();
    SegmentDecoder decoder =
        new SegmentDecoder(
            Studio.FFMPEG,
            heard,
            new Metrics(new PrometheusRegistry()),
            Duration.ofSeconds(20),
            Duration.ofHours(1),
            System::nanoTime);
    for (int i = first; i < SEGMENTS; i++) {
      decoder.take(
          new Piece.Media(
              i,
              0,
              i + ".seg",
              OptionalLong.empty(),
              32_000,
              i == first,
              i == first && warmedUp ? RunTimeline.NOTHING : 0,
              new Piece.InMemory(recording.initialisation(), recording.segments().get(i)),
              0),
          AudioWish.ofSpeech("en"));
    }
    decoder.finish();
    return heard;
  }

  @ParameterizedTest
  @ValueSource(ints = {48_000, 44_100, 32_000})
  void fromATransportStream(int rateHz, @TempDir Path folder) throws Exception {
    beginsAnewWithTheSameSamples(Studio.transportStream(folder, 2 * SEGMENTS, rateHz));
  }

  @ParameterizedTest
  @ValueSource(ints = {48_000, 44_100})
  void fromFragmentedMp4(int rateHz, @TempDir Path folder) throws Exception {
    beginsAnewWithTheSameSamples(Studio.fragmentedMp4(folder, 2 * SEGMENTS, rateHz));
  }

  private static void beginsAnewWithTheSameSamples(Studio.Recording recording) throws Exception {
    Heard whole = decode(recording, 0, false);
    for (int from = 1; from < SEGMENTS - 1; from++) {
      Heard anew = decode(recording, from, true);
      assertThat(anew.bySegment).doesNotContainKey((long) from);
      for (int i = from + 1; i < SEGMENTS; i++) {
        assertThat(anew.of(i))
            .describedAs("segment %d, begun at %d", i, from)
            .isEqualTo(whole.of(i));
      }
    }
  }
}

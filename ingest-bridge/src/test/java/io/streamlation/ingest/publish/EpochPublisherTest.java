package io.streamlation.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.frame.EpochLine;
import io.streamlation.ingest.telemetry.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EpochPublisherTest {
  private static final SessionPlan PLAN =
      SessionPlan.newBuilder().setSessionId("s-17").setRevision(1).build();

  /** Stores nothing until it is told to. */
  private final MockProducer<String, byte[]> kafka =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());

  private final Metrics metrics = new Metrics(new PrometheusRegistry());
  private final AtomicInteger waitsLeft = new AtomicInteger();
  private final List<Gap> declared = new ArrayList<>();
  private final EpochPublisher publisher =
      new EpochPublisher(
          new Bus(kafka),
          new EpochLine("s-17", 42, 0),
          () -> PLAN,
          3,
          Duration.ofMillis(1),
          () -> waitsLeft.getAndDecrement() > 0,
          declared::add,
          metrics,
          Clock.systemUTC());

  private static AudioFrame cut(long number) {
    return AudioFrame.newBuilder()
        .setStartSample(number * 1600)
        .setPcm(ByteString.copyFrom(new byte[3200]))
        .setNextPosition(SourcePosition.newBuilder().setSampleInSegment((number + 1) * 1600))
        .build();
  }

  private List<AudioFrame> sent() throws Exception {
    return kafka.history().stream().map(r -> parse(r.value())).toList();
  }

  private static AudioFrame parse(byte[] value) {
    try {
      return AudioFrame.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private void store(int records) {
    Stream.generate(kafka::completeNext)
        .limit(records)
        .forEach(stored -> assertThat(stored).isTrue());
  }

  @Test
  void whatKafkaDoesNotTakeBecomesAGapBeforeTheNextFrameItTakes() throws Exception {
    for (long n = 0; n < 5; n++) {
      publisher.publish(cut(n));
    }
    assertThat(sent()).hasSize(3);
    store(3);
    publisher.publish(cut(5));
    List<AudioFrame> sent = sent();
    assertThat(sent).extracting(AudioFrame::getFrameNumber).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(sent.get(3).getGap().getSamples()).isEqualTo(2 * 1600);
    assertThat(sent.get(3).getStartSample()).isEqualTo(3 * 1600);
    assertThat(sent.get(4).getStartSample()).isEqualTo(5 * 1600);
    assertThat(declared).extracting(Gap::getSamples).containsExactly(2L * 1600);
    // frames in = published + dropped
    store(2);
    assertThat(metrics.framesPublished.get() - 1 + metrics.framesDropped.get()).isEqualTo(6);
  }

  @Test
  void whatTheSourceKeepsWaitsUntilKafkaTakesIt() throws Exception {
    for (long n = 0; n < 3; n++) {
      publisher.publish(cut(n));
    }
    waitsLeft.set(Integer.MAX_VALUE);
    Thread waiting =
        new Thread(
            () -> {
              try {
                publisher.publish(cut(3));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    while (waitsLeft.get() > Integer.MAX_VALUE - 5) { // it has waited five times its patience
      Thread.onSpinWait();
    }
    store(1);
    waiting.join();
    assertThat(sent()).hasSize(4).allMatch(AudioFrame::hasPcm);
    assertThat(metrics.framesDropped.get()).isZero();
    assertThat(declared).isEmpty();
  }

  @Test
  void theSumsAreOfWhatIsStoredAndNotOfWhatWasSent() throws Exception {
    publisher.publish(cut(0));
    publisher.publish(cut(1));
    assertThat(publisher.progress()).isEmpty();
    store(1);
    assertThat(publisher.tally().getCountersMap()).containsEntry("pcm_samples", 1600L);
    Claim claim = publisher.progress().orElseThrow().build();
    assertThat(claim.getKind()).isEqualTo(Claim.Kind.KIND_PROGRESS);
    assertThat(claim.getAudioOffset()).isZero();
    assertThat(claim.getEndSample()).isEqualTo(1600);
    assertThat(claim.getNextPosition().getSampleInSegment()).isEqualTo(1600);
  }

  @Test
  void knowsWhenNothingIsUnderWayAnyMore() throws Exception {
    publisher.publish(cut(0));
    publisher.publish(cut(1));
    assertThat(publisher.awaitStored(Duration.ofMillis(1))).isFalse();
    store(2);
    assertThat(publisher.awaitStored(Duration.ofMillis(1))).isTrue();
    publisher.publish(cut(2));
    assertThat(sent()).hasSize(3);
  }

  @Test
  void theEndWaitsForRoomOfNobody() throws Exception {
    for (long n = 0; n < 4; n++) {
      publisher.publish(cut(n));
    }
    AudioFrame end =
        AudioFrame.newBuilder()
            .setStartSample(4 * 1600)
            .setEnd(End.newBuilder().setReason(End.Reason.REASON_STOPPED))
            .build();
    assertThat(publisher.finish(end, Duration.ofMillis(1))).isFalse();
    store(5);
    assertThat(sent())
        .extracting(AudioFrame::getContentCase)
        .endsWith(AudioFrame.ContentCase.GAP, AudioFrame.ContentCase.END);
    assertThat(publisher.tally().getClosed()).isTrue();
    assertThat(publisher.tally().getAsOfSample()).isEqualTo(4 * 1600);
  }

  @Test
  void aFrameRefusedForGoodEndsTheEpoch() throws Exception {
    publisher.publish(cut(0));
    kafka.errorNext(new IllegalStateException("no"));
    assertThatThrownBy(() -> publisher.publish(cut(1))).isInstanceOf(PublishFailed.class);
  }
}

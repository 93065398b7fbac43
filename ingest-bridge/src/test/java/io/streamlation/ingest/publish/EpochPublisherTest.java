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
import io.streamlation.ingest.publish.EpochPublisher.SpoolSettings;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochPublisherTest {
  private static final SessionPlan PLAN =
      SessionPlan.newBuilder().setSessionId("s-17").setRevision(1).build();

  /** Stores nothing until it is told to. */
  private final MockProducer<String, byte[]> kafka =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());

  private final Metrics metrics = new Metrics(new PrometheusRegistry());
  private final AtomicInteger waitsLeft = new AtomicInteger();
  private final List<Gap> declared = new ArrayList<>();
  @TempDir private Path folder;
  private EpochPublisher publisher;

  /** Three frames fit under way, and so many on disk. */
  private void spooling(int frames) {
    publisher =
        new EpochPublisher(
            new Bus(kafka),
            new EpochLine("s-17", 42, 0),
            () -> PLAN,
            3,
            new SpoolSettings(folder, frames),
            () -> waitsLeft.getAndDecrement() > 0,
            declared::add,
            metrics,
            Clock.systemUTC());
  }

  @BeforeEach
  void openWithoutSpool() {
    spooling(0);
  }

  private static AudioFrame cut(long number) {
    return AudioFrame.newBuilder()
        .setStartSample(number * 1600)
        .setPcm(ByteString.copyFrom(new byte[3200]))
        .setNextPosition(SourcePosition.newBuilder().setSampleInSegment((number + 1) * 1600))
        .build();
  }

  private static AudioFrame end(long number) {
    return AudioFrame.newBuilder()
        .setStartSample(number * 1600)
        .setEnd(End.newBuilder().setReason(End.Reason.REASON_STOPPED))
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
    while (waitsLeft.get() > Integer.MAX_VALUE - 2) { // it was held back, and held back again
      Thread.onSpinWait();
    }
    store(1);
    waiting.join();
    assertThat(sent()).hasSize(4).allMatch(AudioFrame::hasPcm);
    assertThat(metrics.framesDropped.get()).isZero();
    assertThat(declared).isEmpty();
  }

  /** Takes the oldest record that waits, as often as one is there, until so many are stored. */
  private void storeUntil(long frames) {
    long deadlineNanos = System.nanoTime() + 20_000_000_000L;
    while (metrics.framesPublished.get() < frames) {
      assertThat(System.nanoTime())
          .as("%s stored", metrics.framesPublished.get())
          .isLessThan(deadlineNanos);
      kafka.completeNext();
    }
  }

  @Test
  void whatFindsNoRoomUnderWayWaitsOnDiskAndGoesOutInItsOrder() throws Exception {
    spooling(2_000);
    for (long n = 0; n < 1_500; n++) {
      assertThat(publisher.publish(cut(n))).isTrue();
    }
    assertThat(sent()).hasSize(3);
    assertThat(publisher.spooled()).isEqualTo(1_497);
    assertThat(metrics.spooledFrames.get()).isEqualTo(1_497);
    assertThat(folder).isEmptyDirectory(); // nothing that a crash could leave behind
    assertThat(openSpools()).isEqualTo(3);
    storeUntil(1_500);
    publisher.publish(cut(1_500));
    storeUntil(1_501);
    assertThat(sent())
        .extracting(AudioFrame::getFrameNumber)
        .containsExactlyElementsOf(LongStream.rangeClosed(0, 1_500).boxed().toList());
    assertThat(sent()).allMatch(f -> f.getStartSample() == f.getFrameNumber() * 1600);
    assertThat(publisher.spooled()).isZero();
    assertThat(openSpools()).isZero();
    assertThat(declared).isEmpty();
  }

  /** Files of ours that this process holds open, whether they have a name or not. */
  private long openSpools() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(
              fd -> {
                try {
                  return Files.readSymbolicLink(fd).startsWith(folder);
                } catch (IOException e) {
                  return false; // closed meanwhile
                }
              })
          .count();
    }
  }

  @Test
  void framesInAreStoredAndSpooledAndDropped() throws Exception {
    spooling(600);
    for (long n = 0; n < 650; n++) {
      publisher.publish(cut(n));
    }
    assertThat(metrics.framesInFlight.get()).isEqualTo(3);
    assertThat(metrics.spooledFrames.get()).isEqualTo(600);
    assertThat(metrics.framesDropped.get()).isEqualTo(47);
    storeUntil(603);
    publisher.publish(cut(650));
    storeUntil(605);
    assertThat(declared).extracting(Gap::getSamples).containsExactly(47L * 1600);
    assertThat(declared.get(0).getDetail()).contains("47 frames were dropped");
    assertThat(metrics.framesPublished.get() - declared.size() + metrics.framesDropped.get())
        .isEqualTo(651);
    assertThat(publisher.tally().getAsOfSample()).isEqualTo(651 * 1600);
    assertThat(publisher.tally().getCountersMap())
        .containsEntry("pcm_samples", 604L * 1600)
        .containsEntry("gap_samples", 47L * 1600);
  }

  @Test
  void theEndWaitsBehindWhatIsSpooled() throws Exception {
    spooling(10);
    for (long n = 0; n < 13; n++) {
      publisher.publish(cut(n));
    }
    assertThat(publisher.finish(end(13), Duration.ofMillis(1))).isFalse();
    storeUntil(14);
    assertThat(publisher.awaitStored(Duration.ofMillis(1))).isTrue();
    assertThat(sent().get(13).hasEnd()).isTrue();
    assertThat(publisher.tally().getClosed()).isTrue();
  }

  @Test
  void aDiskThatTakesNothingCostsFramesAndNoNumber() throws Exception {
    folder = folder.resolve("gone");
    spooling(600);
    for (long n = 0; n < 5; n++) {
      publisher.publish(cut(n));
    }
    assertThat(metrics.framesDropped.get()).isEqualTo(2);
    store(3);
    publisher.publish(cut(5));
    assertThat(sent()).extracting(AudioFrame::getFrameNumber).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(declared).extracting(Gap::getSamples).containsExactly(2L * 1600);
  }

  @Test
  void whatIsSpooledInAnEpochThatBrokeIsCountedAsDropped() throws Exception {
    spooling(10);
    for (long n = 0; n < 9; n++) {
      publisher.publish(cut(n));
    }
    kafka.errorNext(new IllegalStateException("no"));
    assertThat(publisher.awaitStored(Duration.ofSeconds(1))).isFalse();
    store(2);
    while (publisher.spooled() > 0) {
      kafka.completeNext();
    }
    assertThatThrownBy(() -> publisher.publish(cut(9))).isInstanceOf(PublishFailed.class);
    assertThat(
            1
                + metrics.framesPublished.get()
                + metrics.framesInFlight.get()
                + metrics.framesDropped.get())
        .isEqualTo(9 + 1); // the one that was refused, and the one that threw
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
    assertThat(publisher.finish(end(4), Duration.ofMillis(1))).isFalse();
    storeUntil(5);
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

package io.streamlation.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionEvent.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountTest {
  private static final int FRAME = AudioFormat.SAMPLES_PER_FRAME;

  private final Account account = new Account();

  private void sound(long startSample, long capturedAtMs) {
    account.add(
        AudioFrame.newBuilder()
            .setEpoch(7)
            .setStartSample(startSample)
            .setPcm(ByteString.copyFrom(new byte[FRAME * AudioFormat.BYTES_PER_SAMPLE]))
            .setCapturedAtMs(capturedAtMs)
            .build(),
        capturedAtMs + 20);
  }

  private void gap(long startSample, long samples) {
    account.add(
        AudioFrame.newBuilder()
            .setEpoch(7)
            .setStartSample(startSample)
            .setGap(Gap.newBuilder().setSamples(samples))
            .build(),
        0);
  }

  private void closed(long pcmSamples, long gapSamples) {
    account.add(
        LedgerTally.newBuilder()
            .setEpoch(7)
            .setClosed(true)
            .setAsOfSample(pcmSamples + gapSamples)
            .putCounters(LedgerCounters.PCM_SAMPLES, pcmSamples)
            .putCounters(LedgerCounters.GAP_SAMPLES, gapSamples)
            .build());
  }

  @Test
  void balancesWhatIsHeardOrDeclaredMissing() {
    sound(0, 1_000);
    gap(FRAME, 5 * FRAME);
    sound(6 * FRAME, 1_700);
    closed(2 * FRAME, 5 * FRAME);
    assertThat(account.unaccountedMs()).isZero();
    assertThat(account.isClosed()).isTrue();
  }

  @Test
  void findsAHoleInTheLine() {
    sound(0, 1_000);
    sound(2 * FRAME, 1_200);
    assertThat(account.unaccountedMs()).isEqualTo(100);
  }

  @Test
  void findsSoundThatWasWrittenTwice() {
    sound(0, 1_000);
    sound(0, 1_000);
    assertThat(account.unaccountedMs()).isEqualTo(100);
  }

  @Test
  void findsALedgerThatCountsOtherwise() {
    sound(0, 1_000);
    closed(2 * FRAME, 0);
    assertThat(account.unaccountedMs()).isEqualTo(200);
  }

  @Test
  void tellsWhatIsMissingByBothClocks() {
    sound(0, 1_000);
    Account.Mark before = account.mark();
    gap(FRAME, 10 * FRAME);
    sound(11 * FRAME, 2_100);
    Account.Mark after = account.mark();
    assertThat(after.declaredSince(before)).isEqualTo(1);
    assertThat(after.soundMissingByClockSince(before)).isCloseTo(1, offset(.001));
  }

  @Test
  void hearsTheFirstSoundThatArrivedAfterTheRepair() {
    sound(0, 1_000);
    sound(FRAME, 2_000);
    assertThat(account.heardAtMs(1_000)).hasValue(2_020);
    assertThat(account.heardAtMs(2_000)).isEmpty();
  }

  @Test
  void takesOldWordsForNoAnswer() {
    account.add(SessionEvent.newBuilder().setAtMs(5).setKind(Kind.KIND_STALLED).build());
    assertThat(account.firstSince(6, Set.of(Kind.KIND_STALLED))).isEmpty();
    assertThat(account.firstSince(5, Set.of(Kind.KIND_STALLED))).isPresent();
  }

  @Test
  void aCellIsBadIfItWasSaidLateOrSoundIsUnaccountedFor() {
    assertThat(cell(9_999, 0, "").isGood()).isTrue();
    assertThat(cell(10_001, 0, "").isGood()).isFalse();
    assertThat(cell(9_999, 1, "").isGood()).isFalse();
    assertThat(cell(9_999, 0, "nothing was said").isGood()).isFalse();
    assertThat(FaultTable.lines(List.of(cell(10_001, 0, ""))).get(2))
        .isEqualTo(
            "| hls | stall | it fell silent | 10.0 s | – | 2.0 s | 0.0 s | 0.0 s | 0 ms | BAD: said too late |");
  }

  private static Cell cell(long saidAfterMs, long unaccountedMs, String trouble) {
    return new Cell(
        "hls",
        "stall",
        "it fell silent",
        Optional.empty(),
        OptionalLong.of(saidAfterMs),
        OptionalLong.of(2_000),
        0,
        0,
        unaccountedMs,
        trouble);
  }

  private void soundOf(long epoch, long offsetSamples, long startSample, long dateMs) {
    account.add(
        AudioFrame.newBuilder()
            .setEpoch(epoch)
            .setEpochOffsetSamples(offsetSamples)
            .setStartSample(startSample)
            .setProgramDateTimeUs(dateMs * 1_000)
            .setPcm(ByteString.copyFrom(new byte[FRAME * AudioFormat.BYTES_PER_SAMPLE]))
            .setCapturedAtMs(dateMs)
            .build(),
        dateMs + 20);
  }

  @Test
  void findsNothingMissingWhereTheNextEpochGoesOn() {
    soundOf(7, 0, 0, 1_000);
    Account.Mark before = account.mark();
    soundOf(9, FRAME, 0, 1_100);
    assertThat(account.unaccountedMs()).isZero();
    assertThat(account.mark().skippedMsSince(before)).isZero();
    assertThat(account.epochsSince(before)).isEqualTo(1);
  }

  @Test
  void findsWhatLiesBetweenTwoEpochs() {
    soundOf(7, 0, 0, 1_000);
    soundOf(9, 3 * FRAME, 0, 1_100);
    assertThat(account.unaccountedMs()).isEqualTo(200);
  }

  @Test
  void findsWhatTheNextEpochSkipsOfTheProgramme() {
    soundOf(7, 0, 0, 1_000);
    Account.Mark before = account.mark();
    soundOf(9, FRAME, 0, 3_100);
    assertThat(account.mark().skippedMsSince(before)).isEqualTo(2_000);
  }

  @Test
  void countsFramesOfAnEpochThatIsOverAndLeavesThemOut() {
    soundOf(7, 0, 0, 1_000);
    soundOf(9, FRAME, 0, 1_100);
    soundOf(7, 0, FRAME, 1_100);
    assertThat(account.mark().staleFrames()).isEqualTo(1);
    assertThat(account.unaccountedMs()).isZero();
  }

  @Test
  void holdsToAClosedTallyAgainstALaterOpenOne() {
    sound(0, 1_000);
    closed(FRAME, 0);
    account.add(LedgerTally.newBuilder().setEpoch(7).setAsOfSample(9 * FRAME).build());
    assertThat(account.isClosed()).isTrue();
    assertThat(account.unaccountedMs()).isZero();
  }
}

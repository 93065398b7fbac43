package io.streamlation.ingest.assign;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.SourceInputs;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.frame.EpochLine;
import io.streamlation.ingest.publish.IngestTally;
import java.util.Optional;

/**
 * Where a session stands, from its newest claim and the frames stored after it. The claim is an
 * index, the audio topic the truth. Pure.
 *
 * @param epoch the newest epoch of which anything is stored; -1 if there is none
 * @param endSample media position behind its last frame
 * @param next where its source goes on
 * @param end how it ended, if it did
 * @param revision plan under which its last frame was taken
 * @param unclosed the ledger's last word on an epoch whose bridge died before it could say it
 */
record History(
    long epoch,
    long endSample,
    long epochOffsetSamples,
    Optional<SourcePosition> next,
    Optional<End> end,
    long revision,
    Optional<LedgerTally> unclosed,
    Optional<Claim> claim) {

  /** Gathers frames behind a claim. */
  static final class Gatherer {
    private final String sessionId;
    private final Optional<Claim> claim;
    private AudioFrame last;
    private IngestTally tally;

    Gatherer(String sessionId, Optional<Claim> claim) {
      this.sessionId = sessionId;
      this.claim = claim;
    }

    /**
     * A record of the session's audio partition; other sessions' and unreadable ones are skipped.
     */
    void frame(String key, byte[] value) {
      if (!sessionId.equals(key) || value == null) {
        return;
      }
      AudioFrame frame;
      try {
        frame = AudioFrame.parseFrom(value);
      } catch (InvalidProtocolBufferException e) {
        return; // whoever reads it for its sound reports it
      }
      if (last != null && frame.getEpoch() < last.getEpoch()) {
        return; // of a bridge that did not know yet that it had lost the session
      }
      if (last == null || frame.getEpoch() > last.getEpoch()) {
        tally = tallyBefore(frame.getEpoch());
      }
      tally.add(frame);
      last = frame;
    }

    private IngestTally tallyBefore(long epoch) {
      return claim
          .filter(c -> c.getEpoch() == epoch && c.getKind() != Claim.Kind.KIND_TAKEN)
          .map(c -> IngestTally.from(c.getCountersMap(), c.getEndSample(), c.getLastFrameNumber()))
          .orElseGet(IngestTally::new);
    }

    History gathered() {
      if (last == null) {
        return fromClaim();
      }
      boolean ended = last.hasEnd();
      return new History(
          last.getEpoch(),
          last.getStartSample() + EpochLine.samplesOf(last),
          last.getEpochOffsetSamples(),
          last.hasNextPosition() ? Optional.of(last.getNextPosition()) : Optional.empty(),
          ended ? Optional.of(last.getEnd()) : Optional.empty(),
          last.getPlanRevision(),
          ended ? Optional.empty() : Optional.of(tally.toLedger(sessionId, last.getEpoch(), true)),
          claim);
    }

    /** No frame is kept any more, or none was written: the claim is all there is. */
    private History fromClaim() {
      if (claim.isEmpty()) {
        return new History(
            -1, 0, 0, Optional.empty(), Optional.empty(), 0, Optional.empty(), claim);
      }
      Claim known = claim.get();
      boolean released = known.hasEnd();
      return new History(
          known.getEpoch(),
          known.getEndSample(),
          known.getEpochOffsetSamples(),
          known.hasNextPosition() ? Optional.of(known.getNextPosition()) : Optional.empty(),
          released ? Optional.of(known.getEnd()) : Optional.empty(),
          known.getPlanRevision(),
          released || known.getKind() == Claim.Kind.KIND_TAKEN
              ? Optional.empty()
              : Optional.of(
                  IngestTally.from(
                          known.getCountersMap(), known.getEndSample(), known.getLastFrameNumber())
                      .toLedger(sessionId, known.getEpoch(), true)),
          claim);
    }
  }

  /** It came to its end under this very plan: only a new wish brings it back. */
  boolean isOverUnder(SessionPlan plan) {
    return revision == plan.getRevision()
        && end.filter(e -> e.getReason() != End.Reason.REASON_HANDED_OVER).isPresent();
  }

  /**
   * Where the source goes on. Not where another source was played, and not after a stop or the
   * source's own end: then the channel begins anew, as a new one does.
   */
  Optional<SourcePosition> goOnAt(SessionPlan plan) {
    boolean otherSource =
        claim
            .filter(Claim::hasSource)
            .map(c -> !SourceInputs.sameMain(c.getSource(), plan.getSource()))
            .orElse(false);
    boolean over =
        end.map(End::getReason)
            .filter(r -> r == End.Reason.REASON_STOPPED || r == End.Reason.REASON_SOURCE_ENDED)
            .isPresent();
    if (otherSource || over) {
      return Optional.empty();
    }
    boolean sameBackups =
        claim
            .map(c -> c.getSource().getBackupUrlsList())
            .map(plan.getSource().getBackupUrlsList()::equals)
            .orElse(true);
    return next.map(place -> sameBackups || place.getInput() == 0 ? place : unknownInput(place));
  }

  /** Its number may be that of another backup by now. */
  private static SourcePosition unknownInput(SourcePosition place) {
    return place.toBuilder().setInput(-1).build();
  }

  /** Where the next epoch begins on the session's own time line. */
  long nextOffsetSamples() {
    return epochOffsetSamples + endSample;
  }
}

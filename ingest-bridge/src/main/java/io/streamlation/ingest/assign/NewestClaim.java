package io.streamlation.ingest.assign;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.v1.Claim;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The newest claim of one session, of all that are read in their order. What a bridge says of an
 * epoch after another bridge has taken the session up does not count: it did not know yet.
 */
final class NewestClaim implements Consumer<ConsumerRecord<String, byte[]>> {
  private final String sessionId;
  private Optional<Claim> claim = Optional.empty();
  private long newestEpoch = -1;

  NewestClaim(String sessionId) {
    this.sessionId = sessionId;
  }

  Optional<Claim> claim() {
    return claim;
  }

  @Override
  public void accept(ConsumerRecord<String, byte[]> record) {
    if (!sessionId.equals(record.key())) {
      return;
    }
    try {
      Optional<Claim> read =
          record.value() == null ? Optional.empty() : Optional.of(Claim.parseFrom(record.value()));
      boolean taken = read.filter(c -> c.getKind() == Claim.Kind.KIND_TAKEN).isPresent();
      newestEpoch = taken ? record.offset() : newestEpoch;
      if (taken || read.isEmpty() || read.get().getEpoch() >= newestEpoch) {
        claim = read;
      }
    } catch (InvalidProtocolBufferException e) {
      claim = Optional.empty(); // not ours: without it the session begins anew
    }
  }
}

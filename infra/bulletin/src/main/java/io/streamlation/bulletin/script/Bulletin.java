package io.streamlation.bulletin.script;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The script of a bulletin, or of as much of an endless one as is composed yet.
 *
 * @param seed what it was composed from
 * @param lengthMs how far it is composed
 * @param pieces in order, not overlapping
 */
public record Bulletin(long seed, long lengthMs, List<Piece> pieces) {
  @JsonIgnore
  public List<Sentence> sentences() {
    return pieces.stream().filter(Sentence.class::isInstance).map(Sentence.class::cast).toList();
  }

  /** Where the beeps (and the flashes in the picture) begin. */
  @JsonProperty
  public List<Long> beepsMs() {
    return TimeLine.beepsTouching(0, lengthMs);
  }
}

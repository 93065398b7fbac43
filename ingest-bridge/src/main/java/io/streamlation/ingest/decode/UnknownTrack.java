package io.streamlation.ingest.decode;

import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.SourceTrouble;
import java.util.Collection;

/** These bytes hold audio, but none that is called as was wished. */
final class UnknownTrack extends Undecodable {
  private static final long serialVersionUID = 1L;

  UnknownTrack(AudioWish wish, Collection<AudioWish.Offer> offers) {
    super(wish.refusal("it", offers));
  }

  SourceTrouble of(String segment) {
    return new SourceTrouble(
        "audio-track-unknown",
        SourceTrouble.Hope.NONE,
        Party.PARTY_SOURCE,
        segment + ": " + getMessage(),
        "Choose one of those, or none.",
        this);
  }
}

package io.streamlation.ingest.source;

import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import java.time.Duration;
import java.util.Optional;

/**
 * One stream, piece by piece. Used by one thread, except {@link #close}. Nothing here sleeps: what
 * is not there yet is a {@link Piece.Later}, what went wrong is a {@link SourceTrouble}, and asking
 * again asks for the same piece again.
 */
public interface StreamSource extends AutoCloseable {
  /** The end of the code of a trouble: what was looked for is a picture, and none is offered. */
  String NO_PICTURE = "no-picture";

  /**
   * The media sequence of a place in another input of the same programme: only its date means
   * anything. Sources that carry dates of their own know it; others are not sought so.
   */
  long BY_DATE_ONLY = -1;

  /** The next piece. A fetch ends within the limits the source was made with. */
  Piece next() throws SourceTrouble;

  /**
   * Do without the piece that {@link #next} could not bring: it is lost, and the stream goes on
   * behind it. Empty if no piece stood in the way (the trouble was with the playlist).
   */
  Optional<Piece.Lost> giveUp(SourceTrouble trouble);

  /**
   * Go on from this place, as if the source had just been opened there.
   *
   * @param ifMissing why the sound from there on is missing, should the origin not have it any more
   */
  void seek(SourcePosition place, Gap.Reason ifMissing);

  /**
   * For sources that would come faster than they sound: how far ahead of real time they may run.
   * Empty for live ones, which pace themselves.
   */
  Optional<Duration> lead();

  /**
   * Whether what is not asked for now can still be had later, for a while: then the source is held
   * back when there is no room for its sound.
   */
  boolean keepsWhatIsNotTaken();

  /** What is known of the stream by now; something once {@link #next} has brought a piece. */
  StreamOutline outline();

  /**
   * Whether the sound that was wished by name was found among the source's renditions: inside its
   * pieces nothing is left to be chosen then.
   */
  default boolean grantsTrack() {
    return false;
  }

  /**
   * Whether players fetch the same segments that this brings: then it is told where each of them
   * lies on the session's time line, so that captions can be laid beside them.
   */
  default boolean isPlayedAsItComes() {
    return false;
  }

  /**
   * Where the picture lies in segments of its own: a source of those, with nothing in common with
   * this one, for another thread. Empty where nobody can say where it would be.
   *
   * @param mostHeight the highest picture that is wished, in lines
   */
  default Optional<StreamSource> pictureBeside(int mostHeight) {
    return Optional.empty();
  }

  /**
   * What the container's clock shows at the beginning of the section of the last piece, 90 kHz;
   * where sound and picture have segments of their own, their clocks may differ by it.
   */
  default long clockZero90kHz() {
    return 0;
  }

  /** Ends also a fetch that another thread has under way. */
  @Override
  void close();
}

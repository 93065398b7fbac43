package io.streamlation.bulletin.script;

/** Time between items in which nobody speaks. */
public record Interlude(Kind kind, long startMs, long endMs) implements Piece {
  /** What is to be heard. */
  public enum Kind {
    MUSIC,
    NOISE,
    PAUSE
  }
}

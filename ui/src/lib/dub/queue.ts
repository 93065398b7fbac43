/** One clip of machine speech that may be played. */
export interface Clip {
  readonly captionId: string;
  readonly language: string;
  /** On the session's own time line. */
  readonly startMs: number;
  readonly endMs: number;
  readonly durationMs: number;
}

/** A clip that would begin so long after the moment it belongs to is left out. */
export const LATE_AFTER_MS = 12_000;

export interface Next {
  readonly play: Clip | null;
  /** Too late by now, and left out. */
  readonly dropped: readonly Clip[];
  readonly waiting: readonly Clip[];
}

/**
 * Clips are spoken in the order of the sound, one after the other. What would begin too late is left out, so that the
 * voice stays near the captions however long its sentences are.
 *
 * @param edgeMs how far the programme has come, on the session's own time line
 */
export function next(waiting: readonly Clip[], edgeMs: number): Next {
  const inOrder = [...waiting].sort((a, b) => a.startMs - b.startMs);
  const inTime = inOrder.filter((clip) => edgeMs - clip.endMs <= LATE_AFTER_MS);
  return {
    play: inTime[0] ?? null,
    dropped: inOrder.filter((clip) => !inTime.includes(clip)),
    waiting: inTime.slice(1),
  };
}

/** How far the programme has come: the newest end of a final that was heard of, and the time since. */
export class Edge {
  private endMs = 0;
  private atMs = 0;

  heard(endMs: number, nowMs: number): void {
    if (this.atMs === 0 || endMs > this.ms(nowMs)) {
      this.endMs = endMs;
      this.atMs = nowMs;
    }
  }

  ms(nowMs: number): number {
    return this.atMs === 0 ? 0 : this.endMs + (nowMs - this.atMs);
  }
}

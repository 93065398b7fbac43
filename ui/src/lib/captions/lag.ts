import type { LagTrace } from '@/gen/contracts/streamlation/v1/caption_pb';

/** Where a caption's time went, in wall-clock milliseconds. Measures, decides nothing. */
export interface Lag {
  /** From the last sample being received to the caption being here. */
  readonly totalMs: number;
  /** One after the other, the way from the last stage to this page included; they add up to the total. */
  readonly steps: readonly LagStep[];
}

export interface LagStep {
  /** A room's name (cut, recognise, …), or `delivery`. */
  readonly stage: string;
  /** Between the stage before letting go and this one taking up. */
  readonly waitMs: number;
  readonly workMs: number;
}

/**
 * @param arrivedAtMs when the caption reached this page, on the server's clock
 * @returns null if the trace does not say when the sound was captured
 */
export function lagOf(trace: LagTrace | undefined, arrivedAtMs: number): Lag | null {
  const capturedAtMs = Number(trace?.capturedAtMs ?? 0n);
  if (!trace || capturedAtMs === 0) {
    return null;
  }
  let leftAtMs = capturedAtMs;
  const steps: LagStep[] = trace.stages.map(({ stage, takenUpAtMs, letGoAtMs }) => {
    // A stage that took up the sound before its last sample had come did not wait.
    const from = Math.max(leftAtMs, Number(takenUpAtMs));
    const to = Math.max(from, Number(letGoAtMs));
    const step = { stage, waitMs: from - leftAtMs, workMs: to - from };
    leftAtMs = to;
    return step;
  });
  const arrived = Math.max(leftAtMs, arrivedAtMs);
  steps.push({ stage: 'delivery', waitMs: 0, workMs: arrived - leftAtMs });
  return { totalMs: arrived - capturedAtMs, steps };
}

/** Of an odd number the middle one, of an even number the lower of the two. */
export function medianMs(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/**
 * How far this browser's clock is ahead of the server's, as far as heartbeats tell. Each heartbeat was sent before it
 * came, so the smallest difference is the nearest to the truth.
 */
export class ClockDifference {
  /** Below this it cannot be told from the way the heartbeat took. */
  static readonly TOLD_APART_MS = 1_000;

  private smallestMs: number | null = null;

  heard(serverAtMs: number, arrivedAtMs: number): void {
    const differenceMs = arrivedAtMs - serverAtMs;
    this.smallestMs = this.smallestMs === null ? differenceMs : Math.min(this.smallestMs, differenceMs);
  }

  aheadMs(): number {
    const ms = this.smallestMs ?? 0;
    return Math.abs(ms) < ClockDifference.TOLD_APART_MS ? 0 : ms;
  }
}

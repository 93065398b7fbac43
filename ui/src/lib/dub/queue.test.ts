import { describe, expect, it } from 'vitest';
import type { Clip } from './queue';
import { Edge, LATE_AFTER_MS, next } from './queue';

const clip = (captionId: string, startS: number, endS: number): Clip => ({
  captionId,
  language: 'es',
  startMs: startS * 1000,
  endMs: endS * 1000,
  durationMs: 1000,
});
const ids = (clips: readonly Clip[]) => clips.map(({ captionId }) => captionId);

describe('the queue of machine speech', () => {
  it('speaks in the order of the sound, however the clips came', () => {
    const { play, waiting, dropped } = next([clip('c', 6, 8), clip('a', 0, 3), clip('b', 3, 5)], 8_000);
    expect(play?.captionId).toBe('a');
    expect(ids(waiting)).toEqual(['b', 'c']);
    expect(dropped).toEqual([]);
  });

  it('leaves out what would begin too late, and says so', () => {
    const edgeMs = 3_000 + LATE_AFTER_MS + 1;
    const { play, dropped } = next([clip('a', 0, 3), clip('b', 3, 5)], edgeMs);
    expect(ids(dropped)).toEqual(['a']);
    expect(play?.captionId).toBe('b');
  });

  it('has nothing to say when nothing waits', () => {
    expect(next([], 5_000)).toEqual({ play: null, waiting: [], dropped: [] });
  });
});

describe('how far the programme has come', () => {
  it('goes on with the clock and jumps with what is heard', () => {
    const edge = new Edge();
    expect(edge.ms(99)).toBe(0);
    edge.heard(10_000, 1_000);
    expect(edge.ms(3_000)).toBe(12_000);
    edge.heard(11_000, 3_000);
    expect(edge.ms(3_000), 'an older final moves it no way').toBe(12_000);
    edge.heard(20_000, 3_000);
    expect(edge.ms(4_000)).toBe(21_000);
  });
});

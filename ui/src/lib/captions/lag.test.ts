import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { LagTraceSchema } from '@/gen/contracts/streamlation/v1/caption_pb';
import { ClockDifference, lagOf, medianMs } from './lag';

const stage = (name: string, takenUpAtMs: number, letGoAtMs: number) => ({
  stage: name,
  takenUpAtMs: BigInt(takenUpAtMs),
  letGoAtMs: BigInt(letGoAtMs),
});
const trace = (capturedAtMs: number, ...stages: ReturnType<typeof stage>[]) =>
  create(LagTraceSchema, { capturedAtMs: BigInt(capturedAtMs), stages });

describe('lag', () => {
  it('tells where the time went, and its steps add up', () => {
    const lag = lagOf(trace(1000, stage('cut', 1010, 1510), stage('recognise', 1520, 1800)), 1900);
    expect(lag).toEqual({
      totalMs: 900,
      steps: [
        { stage: 'cut', waitMs: 10, workMs: 500 },
        { stage: 'recognise', waitMs: 10, workMs: 280 },
        { stage: 'delivery', waitMs: 0, workMs: 100 },
      ],
    });
  });

  it('does not count what a stage did before the last sample had come', () => {
    const lag = lagOf(trace(1000, stage('cut', 400, 1200)), 1200);
    expect(lag?.steps[0]).toEqual({ stage: 'cut', waitMs: 0, workMs: 200 });
  });

  it('is never negative, and still adds up, when clocks disagree', () => {
    const lag = lagOf(trace(1000, stage('cut', 1010, 1500), stage('recognise', 1400, 1450)), 900);
    const sum = lag?.steps.reduce((ms, step) => ms + step.waitMs + step.workMs, 0);
    expect(lag?.totalMs).toBe(500);
    expect(sum).toBe(500);
  });

  it('is unknown without a trace', () => {
    expect(lagOf(undefined, 900)).toBeNull();
    expect(lagOf(trace(0), 900)).toBeNull();
  });

  it.each([
    [[], null],
    [[5], 5],
    [[9, 1, 5], 5],
    [[1, 2, 3, 100], 2],
  ])('the median of %j is %j', (values, median) => {
    expect(medianMs(values)).toBe(median);
  });
});

describe('the difference of the clocks', () => {
  it('is nothing while heartbeats are late by less than a second', () => {
    const clocks = new ClockDifference();
    clocks.heard(1000, 1400);
    expect(clocks.aheadMs()).toBe(0);
  });

  it('is the smallest that was seen', () => {
    const clocks = new ClockDifference();
    clocks.heard(1000, 61_500);
    clocks.heard(2000, 62_020);
    expect(clocks.aheadMs()).toBe(60_020);
  });
});

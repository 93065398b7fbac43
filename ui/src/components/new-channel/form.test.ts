import { describe, expect, it } from 'vitest';
import { complaintsAt, complaintsElsewhere, newIdempotencyKey } from './form';

const about = (field: string) => ({ field, detail: `${field} is wrong`, allowed: [] });

describe('the form of a new channel', () => {
  it('puts each complaint at its field, and none is lost', () => {
    const complaints = ['source.url', 'targets[1].language', 'tier', 'names'].map(about);
    expect(complaintsAt(complaints, 'source.url')).toEqual([about('source.url')]);
    expect(complaintsAt(complaints, 'targets')).toEqual([about('targets[1].language')]);
    expect(complaintsAt(complaints, 'name')).toEqual([]);
    expect(complaintsElsewhere(complaints)).toEqual([about('tier'), about('names')]);
  });

  it('never makes the same key twice', () => {
    expect(newIdempotencyKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(newIdempotencyKey()).not.toBe(newIdempotencyKey());
  });
});

import { describe, expect, it } from 'vitest';
import type { Probe } from '@/lib/control/types';
import { audioChoices, complaintsAt, complaintsElsewhere, newIdempotencyKey } from './form';

const about = (field: string) => ({ field, detail: `${field} is wrong`, allowed: [] });

describe('the form of a new channel', () => {
  it('puts each complaint at its field, and none is lost', () => {
    const complaints = ['source.url', 'targets[1].language', 'tier', 'names'].map(about);
    expect(complaintsAt(complaints, 'source.url')).toEqual([about('source.url')]);
    expect(complaintsAt(complaints, 'targets')).toEqual([about('targets[1].language')]);
    expect(complaintsAt(complaints, 'name')).toEqual([]);
    expect(complaintsElsewhere(complaints)).toEqual([about('tier'), about('names')]);
  });

  it('offers the sounds there are, and nothing where there is one', () => {
    const track = { codec: 'aac', sampleRateHz: 48_000, channels: 2, language: 'de', id: 'track-1', heard: true };
    const rendition = { id: 'English', name: 'English', language: 'en', heard: true, codecs: '', sampleRateHz: 0 };
    const probe = { live: true, lengthMs: null, segmentMs: 2_000, variants: [], tookMs: 10 };
    const one: Probe = { ...probe, renditions: [], tracks: [track] };
    expect(audioChoices(one)).toEqual([]);
    expect(audioChoices({ ...one, tracks: [track, { ...track, id: 'track-2', language: '', channels: 6 }] })).toEqual([
      { id: 'track-1', label: 'track-1, German, aac, 48 kHz, stereo' },
      { id: 'track-2', label: 'track-2, aac, 48 kHz, 6 channels' },
    ]);
    const renditions = [
      { ...rendition, role: 'main', channels: 0 },
      { ...rendition, id: 'Kommentar', name: 'Kommentar', role: 'commentary', language: 'de', channels: 2 },
    ];
    expect(audioChoices({ ...one, renditions }).map(({ label }) => label)).toEqual([
      'English, English',
      'Kommentar, German, commentary, stereo',
    ]);
  });

  it('never makes the same key twice', () => {
    expect(newIdempotencyKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(newIdempotencyKey()).not.toBe(newIdempotencyKey());
  });
});

import type { Session } from '@/lib/control/types';

/** A channel on air about which there is nothing to say. */
export const SESSION: Session = {
  id: 's-1',
  name: 'Evening news',
  source: { protocol: 'hls', url: 'https://origin.example/main.m3u8', audioTrack: null, backupUrls: [] },
  sourceLanguage: 'en',
  targets: ['es', 'ar'].map((language) => ({ language, dub: false, voice: null })),
  tier: null,
  playout: { mode: null, delayMs: 0, windowSeconds: 0 },
  desired: { state: 'on-air', revision: 1 },
  actual: { state: 'on-air', since: '2026-11-22T18:00:00Z', message: '', action: '', party: '', epoch: 1, revision: 1 },
  notYet: null,
  health: { state: 'ok', message: 'On air; finals come 0.4 s after the sound.', findings: [] },
  lagMs: 400,
  createdAt: '2026-11-22T18:00:00Z',
  updatedAt: '2026-11-22T18:00:00Z',
};

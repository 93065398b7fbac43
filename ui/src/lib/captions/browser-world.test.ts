import { afterEach, expect, it, vi } from 'vitest';
import { browserWorld } from './browser-world';

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  [200, { ticket: 't-1' }, {}, { kind: 'ticket', ticket: 't-1' }],
  [401, { detail: 'Who is asking?' }, {}, { kind: 'signed-out' }],
  [429, { detail: 'Too many.' }, { 'Retry-After': '7' }, { kind: 'not-now', why: 'Too many.', retryAfterMs: 7000 }],
  [503, { detail: 'No database.' }, {}, { kind: 'not-now', why: 'No database.', retryAfterMs: 0 }],
])('understands %i when it asks for a ticket', async (status, body, headers, ticket) => {
  vi.stubGlobal('sessionStorage', { getItem: () => null });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status, headers })));
  expect(await browserWorld.ticket()).toEqual(ticket);
});

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { control } from './door';
import { ownerToken } from './owner-token';
import type { Trouble } from './trouble';
import { troubleOf } from './trouble';

class FakeStorage {
  private readonly kept = new Map<string, string>();
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
}

const asked = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
const request = () => {
  const [url, init] = asked.mock.lastCall ?? [];
  return { url, method: init?.method, headers: init?.headers as Record<string, string>, body: init?.body };
};
const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  asked.mockImplementation(() =>
    Promise.resolve(new Response(body === null ? null : JSON.stringify(body), { status, headers })),
  );
const troubleFrom = async (call: Promise<unknown>): Promise<Trouble> => {
  const thrown: unknown = await call.then(
    () => new Error('it was not refused'),
    (e: unknown) => e,
  );
  return troubleOf(thrown);
};

describe('the door to the backend', () => {
  beforeEach(() => {
    asked.mockReset();
    vi.stubGlobal('fetch', asked);
    vi.stubGlobal('sessionStorage', new FakeStorage());
    ownerToken.set('secret');
  });

  it('carries the token in the header, never in the address', async () => {
    answer(200, { items: [], nextCursor: null });
    await control.sessions('after-this');
    expect(request().headers.Authorization).toBe('Bearer secret');
    expect(request().url).toBe('/api/v1/sessions?limit=100&cursor=after-this');
  });

  it('lists page after page', async () => {
    asked
      .mockResolvedValueOnce(new Response(JSON.stringify({ items: [{ id: 'a' }], nextCursor: 'after-a' })))
      .mockResolvedValueOnce(new Response(JSON.stringify({ items: [{ id: 'b' }], nextCursor: null })));
    expect((await control.allSessions()).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(request().url).toContain('cursor=after-a');
  });

  it('makes a session under a key', async () => {
    const wish = {
      source: { protocol: 'hls' as const, url: 'http://o.example/m.m3u8' },
      sourceLanguage: 'en',
      targets: [{ language: 'es' }],
    };
    answer(201, { id: 's-1' });
    await control.create(wish, 'key-1');
    expect(request()).toMatchObject({
      method: 'POST',
      url: '/api/v1/sessions',
      headers: { 'Idempotency-Key': 'key-1' },
    });
    expect(JSON.parse(request().body as string)).toEqual(wish);
  });

  it('changes targets only of the session that was read', async () => {
    answer(200, { id: 's-1' }, { ETag: '"3"' });
    const { etag } = await control.session('s-1');
    await control.changeTargets('s-1', [{ language: 'fr' }], etag);
    expect(request()).toMatchObject({ method: 'PATCH', headers: { 'If-Match': '"3"' } });
  });

  it('puts complaints into words, each with its field', async () => {
    answer(422, {
      type: '/problems/unsupported-language',
      title: 'No installed model pack covers this language',
      status: 422,
      detail: 'No pack translates en to fr.',
      errors: [{ type: 't', field: 'targets[0].language', value: 'fr', detail: 'Not installed.', allowed: ['es'] }],
    });
    expect(await troubleFrom(control.languages())).toEqual({
      kind: 'problem',
      status: 422,
      code: 'unsupported-language',
      message: 'No pack translates en to fr.',
      complaints: [{ field: 'targets[0].language', detail: 'Not installed.', allowed: ['es'] }],
      retryAfterMs: 0,
    });
  });

  it('makes a problem of an answer that is none', async () => {
    asked.mockResolvedValue(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect(await troubleFrom(control.languages())).toMatchObject({
      kind: 'problem',
      message: 'The server answered 502.',
    });
  });

  it('says that nobody answers', async () => {
    asked.mockRejectedValue(new TypeError('Failed to fetch'));
    expect(await troubleFrom(control.languages())).toEqual({
      kind: 'unreachable',
      message: 'The control API cannot be reached: is Streamlation up?',
    });
  });

  it('forgets a token that the server does not know any more', async () => {
    answer(401, { detail: 'The token has expired.' });
    expect(await troubleFrom(control.languages())).toEqual({ kind: 'signed-out', message: 'The token has expired.' });
    expect(ownerToken.get()).toBeNull();
  });

  it('exchanges a one-time code for a token', async () => {
    ownerToken.forget();
    answer(201, { token: 'from-code' });
    await control.signInWithCode('one-time');
    expect(request().headers.Authorization).toBeUndefined();
    expect(ownerToken.get()).toBe('from-code');
  });

  it('keeps a pasted token only if the server knows it', async () => {
    ownerToken.forget();
    answer(401, { detail: 'The token is not known.' });
    await troubleFrom(control.signInWithToken('wrong'));
    expect(ownerToken.get()).toBeNull();
    answer(200, { items: [], nextCursor: null });
    await control.signInWithToken('right');
    expect(request().headers.Authorization).toBe('Bearer right');
    expect(ownerToken.get()).toBe('right');
  });

  it('signs out here even if the server is away', async () => {
    asked.mockRejectedValue(new TypeError('Failed to fetch'));
    await troubleFrom(control.signOut());
    expect(ownerToken.get()).toBeNull();
  });

  it('leaves no way out of the path', async () => {
    answer(200, {});
    await control.session('../browser-codes');
    expect(request().url).toBe('/api/v1/sessions/..%2Fbrowser-codes');
  });
});

import { ownerToken } from './owner-token';
import { ControlError, problemOf } from './trouble';
import type {
  Alarms,
  BrowserToken,
  CodeToExchange,
  Languages,
  MadeShare,
  NewProbe,
  NewSession,
  NewShare,
  Playout,
  Probe,
  Session,
  SessionChange,
  SessionPage,
  Shares,
  StreamKey,
  WsTicket,
} from './types';

const API = '/api/v1';
/** More than this is not listed on one page. */
const MOST_LISTED = 1_000;

/** A session with the ETag it was read under. */
export interface Read<T> {
  readonly value: T;
  readonly etag: string | null;
}

export type CaptionFormat = 'srt' | 'vtt' | 'ttml' | 'ebuttd.xml' | 'txt' | 'json';

/** Every call to the backend. Each throws a ControlError that says why. */
export const control = {
  async sessions(cursor?: string): Promise<SessionPage> {
    const query = new URLSearchParams({ limit: '100', ...(cursor ? { cursor } : {}) });
    return json<SessionPage>(await ask('GET', `/sessions?${query}`));
  },

  /** Every session, page by page. */
  async allSessions(): Promise<Session[]> {
    const all: Session[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await control.sessions(cursor ?? undefined);
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor && all.length < MOST_LISTED);
    return all;
  },

  async session(id: string): Promise<Read<Session>> {
    return read(await ask('GET', `/sessions/${encodeURIComponent(id)}`));
  },

  /** Asked again with the same key, the server answers with the session it made before. */
  async create(session: NewSession, idempotencyKey: string): Promise<Session> {
    return json<Session>(await ask('POST', '/sessions', session, { 'Idempotency-Key': idempotencyKey }));
  },

  /** Refused if somebody else has changed the session since it was read. */
  async changeTargets(id: string, targets: SessionChange['targets'], etag: string | null): Promise<Read<Session>> {
    return read(
      await ask('PATCH', `/sessions/${encodeURIComponent(id)}`, { targets }, etag ? { 'If-Match': etag } : {}),
    );
  },

  async stop(id: string): Promise<Session> {
    return json<Session>(await ask('POST', `/sessions/${encodeURIComponent(id)}/stop`));
  },

  /** On air again after its end, or taken up anew while it runs. */
  async restart(id: string, etag: string | null): Promise<Session> {
    return json<Session>(
      await ask('POST', `/sessions/${encodeURIComponent(id)}/restart`, undefined, etag ? { 'If-Match': etag } : {}),
    );
  },

  /** What a bridge finds in a source; refused with the reason if that is no sound. */
  async probe(asked: NewProbe): Promise<Probe> {
    return json<Probe>(await ask('POST', '/probes', asked));
  },

  /** What is the matter, the worst first. */
  async alarms(): Promise<Alarms> {
    return json<Alarms>(await ask('GET', '/alarms'));
  },

  /** The machine speech of one final. */
  async clip(id: string, captionId: string, language: string): Promise<ArrayBuffer> {
    const path = `/sessions/${encodeURIComponent(id)}/clips/${encodeURIComponent(captionId)}/${encodeURIComponent(language)}`;
    return (await ask('GET', path)).arrayBuffer();
  },

  /** For a session that is sent to us; the key before is good for nothing any more. */
  async newStreamKey(id: string): Promise<StreamKey> {
    return json<StreamKey>(await ask('POST', `/sessions/${encodeURIComponent(id)}/stream-key`));
  },

  /** What viewers get, and how well it goes. */
  async playout(id: string): Promise<Playout> {
    return json<Playout>(await ask('GET', `/sessions/${encodeURIComponent(id)}/playout`));
  },

  async shares(id: string): Promise<Shares> {
    return json<Shares>(await ask('GET', `/sessions/${encodeURIComponent(id)}/shares`));
  },

  /** A link for viewers; its token is told only here. */
  async share(id: string, asked: NewShare): Promise<MadeShare> {
    return json<MadeShare>(await ask('POST', `/sessions/${encodeURIComponent(id)}/shares`, asked));
  },

  async revokeShare(id: string, shareId: string): Promise<void> {
    await ask('DELETE', `/sessions/${encodeURIComponent(id)}/shares/${encodeURIComponent(shareId)}`);
  },

  async languages(): Promise<Languages> {
    return json<Languages>(await ask('GET', '/languages'));
  },

  /** All finals so far, as a file. */
  async captions(id: string, format: CaptionFormat, language: string): Promise<Blob> {
    const query = new URLSearchParams({ language });
    return (await ask('GET', `/sessions/${encodeURIComponent(id)}/captions.${format}?${query}`)).blob();
  },

  /** Opens the live socket, which carries no header; good for half a minute, once. */
  async ticket(): Promise<string> {
    return (await json<WsTicket>(await ask('POST', '/ws-tickets'))).ticket;
  },

  /** Signs in with a one-time code from a link. */
  async signInWithCode(code: string): Promise<void> {
    const { token } = await json<BrowserToken>(await ask('POST', '/browser-tokens', { code } satisfies CodeToExchange));
    ownerToken.set(token);
  },

  /** Signs in with a pasted token, if the server knows it. */
  async signInWithToken(token: string): Promise<void> {
    await ask('GET', '/sessions?limit=1', undefined, { Authorization: `Bearer ${token}` });
    ownerToken.set(token);
  },

  async signOut(): Promise<void> {
    try {
      await ask('DELETE', '/browser-tokens/current');
    } finally {
      ownerToken.forget();
    }
  },
};

async function ask(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const token = ownerToken.get();
  let response: Response;
  try {
    response = await fetch(`${API}${path}`, {
      method,
      headers: {
        Accept: 'application/json, application/problem+json, text/*, audio/*',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(20_000),
    });
  } catch (thrown) {
    const timedOut = thrown instanceof DOMException && thrown.name === 'TimeoutError';
    throw new ControlError({
      kind: 'unreachable',
      message: timedOut
        ? 'The control API did not answer within 20 s.'
        : 'The control API cannot be reached: is Streamlation up?',
    });
  }
  if (!response.ok) {
    const trouble = await problemOf(response);
    if (trouble.kind === 'signed-out' && token !== null && token === ownerToken.get()) {
      ownerToken.forget();
    }
    throw new ControlError(trouble);
  }
  return response;
}

async function json<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

async function read(response: Response): Promise<Read<Session>> {
  return { value: await json<Session>(response), etag: response.headers.get('ETag') };
}

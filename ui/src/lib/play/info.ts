import type { components } from '@/gen/control';
import { ControlError, problemOf } from '@/lib/control/trouble';

export type PlayInfo = components['schemas']['PlayInfo'];
export type PlayLanguage = components['schemas']['PlayLanguage'];

/**
 * The token stands behind the `#`, which no server and no log ever sees; links that carry it in their query, as some
 * programs want it, work as well.
 */
export function tokenIn(address: Pick<Location, 'hash' | 'search'>): string {
  const hash = new URLSearchParams(address.hash.replace(/^#/, ''));
  return hash.get('t') ?? new URLSearchParams(address.search).get('t') ?? '';
}

/** Everything that the token opens lies below. */
export function placeOf(token: string): string {
  return `/play/${encodeURIComponent(token)}/`;
}

/** What is to be played. Throws a ControlError that says why not. */
export async function playInfo(token: string): Promise<PlayInfo> {
  let response: Response;
  try {
    response = await fetch(`${placeOf(token)}info`, {
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    throw new ControlError({ kind: 'unreachable', message: 'Streamlation cannot be reached.' });
  }
  if (!response.ok) {
    throw new ControlError(await problemOf(response));
  }
  return (await response.json()) as PlayInfo;
}

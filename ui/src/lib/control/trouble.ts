import type * as api from './types';

/** One thing the server finds wrong with what was sent: its field (`targets[0].language`), why, what would be accepted. */
export type Complaint = Readonly<Pick<api.Complaint, 'field' | 'detail' | 'allowed'>>;

/** Why the backend did not do what it was asked. */
export type Trouble =
  /** No answer came: the server or the way to it is down. */
  | { readonly kind: 'unreachable'; readonly message: string }
  /** The token is missing, expired or revoked. */
  | { readonly kind: 'signed-out'; readonly message: string }
  /** The server answered that it will not (application/problem+json). */
  | {
      readonly kind: 'problem';
      readonly status: number;
      /** The last part of the problem's type, e.g. `unsupported-language`. */
      readonly code: string;
      readonly message: string;
      readonly complaints: readonly Complaint[];
      readonly retryAfterMs: number;
    };

export class ControlError extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.message);
    this.name = 'ControlError';
  }
}

/** Whatever was thrown, as a trouble. */
export function troubleOf(thrown: unknown): Trouble {
  return thrown instanceof ControlError
    ? thrown.trouble
    : { kind: 'unreachable', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** Reads a refusal; an answer that is no problem+json (a proxy's page, perhaps) still becomes one. */
export async function problemOf(response: Response): Promise<Trouble> {
  const body = await readObject(response);
  const message = text(body.detail) ?? text(body.title) ?? `The server answered ${response.status}.`;
  if (response.status === 401) {
    return { kind: 'signed-out', message };
  }
  const seconds = Number(response.headers.get('Retry-After'));
  return {
    kind: 'problem',
    status: response.status,
    code: text(body.type)?.split('/').at(-1) ?? '',
    message,
    complaints: complaintsOf(body.errors),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : 0,
  };
}

function complaintsOf(errors: unknown): Complaint[] {
  return (Array.isArray(errors) ? errors : []).filter(isObject).map((error) => ({
    field: text(error.field) ?? '',
    detail: text(error.detail) ?? 'This is not accepted.',
    allowed: (Array.isArray(error.allowed) ? error.allowed : []).filter((a): a is string => typeof a === 'string'),
  }));
}

async function readObject(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

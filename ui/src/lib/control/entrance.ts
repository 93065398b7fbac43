import { control } from './door';
import { ownerToken } from './owner-token';
import { troubleOf } from './trouble';

/** Whether this tab may speak with the backend, and if not, why. */
export type Entrance =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'exchanging' }
  | { readonly kind: 'outside'; readonly why: string | null }
  | { readonly kind: 'inside' };

const UNKNOWN: Entrance = { kind: 'unknown' };
let state: Entrance = UNKNOWN;
const listeners = new Set<() => void>();

/** The way in: a one-time code in the address (`#code=…`), or a token pasted by hand. */
export const entrance = {
  get: (): Entrance => state,
  beforeTheBrowser: (): Entrance => UNKNOWN,

  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** Takes the code out of the address, if there is one, and follows the token from then on. */
  open: (): (() => void) => {
    const followToken = ownerToken.subscribe(() => {
      become(ownerToken.get() === null ? { kind: 'outside', why: 'You are signed out.' } : { kind: 'inside' });
    });
    const look = () => void exchange(takeCodeFromAddress());
    look();
    window.addEventListener('hashchange', look);
    return () => {
      window.removeEventListener('hashchange', look);
      followToken();
    };
  },
};

async function exchange(code: string | null): Promise<void> {
  if (code === null) {
    if (state.kind === 'unknown') {
      become(ownerToken.get() === null ? { kind: 'outside', why: null } : { kind: 'inside' });
    }
    return;
  }
  become({ kind: 'exchanging' });
  try {
    await control.signInWithCode(code);
  } catch (thrown) {
    const why = troubleOf(thrown).message;
    become(ownerToken.get() === null ? { kind: 'outside', why } : { kind: 'inside' });
  }
}

/** The code must not stay where it is seen, copied or kept in the history. */
function takeCodeFromAddress(): string | null {
  const { hash, pathname, search } = window.location;
  const code = new URLSearchParams(hash.replace(/^#/, '')).get('code');
  if (code !== null) {
    window.history.replaceState(window.history.state, '', pathname + search);
  }
  return code;
}

function become(next: Entrance): void {
  state = next;
  listeners.forEach((listener) => {
    listener();
  });
}

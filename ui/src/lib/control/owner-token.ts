/**
 * The token this tab speaks with. It lives as long as the tab (sessionStorage) and goes nowhere but into the
 * Authorization header.
 */
const KEY = 'streamlation.token';
const listeners = new Set<() => void>();

export const ownerToken = {
  get(): string | null {
    return sessionStorage.getItem(KEY);
  },

  set(token: string): void {
    sessionStorage.setItem(KEY, token);
    tellAll();
  },

  forget(): void {
    sessionStorage.removeItem(KEY);
    tellAll();
  },

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function tellAll(): void {
  listeners.forEach((listener) => {
    listener();
  });
}

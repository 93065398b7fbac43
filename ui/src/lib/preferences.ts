/** What this browser remembers of how its user likes the pages. Nothing of it leaves the browser. */
const PREFIX = 'streamlation.likes.';
const listeners = new Set<() => void>();

export const preferences = {
  get(name: string): string | null {
    try {
      return localStorage.getItem(PREFIX + name);
    } catch {
      return null; // storage is off: nothing is remembered
    }
  },

  set(name: string, value: string): void {
    try {
      localStorage.setItem(PREFIX + name, value);
    } catch {
      // It holds until the page is left.
    }
    listeners.forEach((listener) => {
      listener();
    });
  },

  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    window.addEventListener('storage', listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener('storage', listener);
    };
  },
};

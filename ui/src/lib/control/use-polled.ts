'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Trouble } from './trouble';
import { troubleOf } from './trouble';

export interface Polled<T> {
  readonly value: T | null;
  /** When the value was read; it may be old when there is trouble. */
  readonly asOfMs: number | null;
  readonly trouble: Trouble | null;
  readonly again: () => void;
}

/** Reads now and then, while the page is visible. `ask` must be the same function while it asks the same. */
export function usePolled<T>(ask: () => Promise<T>, everyMs: number): Polled<T> {
  const [read, setRead] = useState<Omit<Polled<T>, 'again'>>({ value: null, asOfMs: null, trouble: null });
  const askNow = useRef<() => void>(() => undefined);

  useEffect(() => {
    let here = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') {
        try {
          const value = await ask();
          if (here) {
            setRead({ value, asOfMs: Date.now(), trouble: null });
          }
        } catch (thrown) {
          if (here) {
            setRead((before) => ({ ...before, trouble: troubleOf(thrown) }));
          }
        }
      }
      if (here) {
        clearTimeout(timer);
        timer = setTimeout(() => void turn(), everyMs);
      }
    };
    askNow.current = () => void turn();
    void turn();
    const whenSeen = () => {
      askNow.current();
    };
    document.addEventListener('visibilitychange', whenSeen);
    return () => {
      here = false;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [ask, everyMs]);

  const again = useCallback(() => {
    askNow.current();
  }, []);
  return { ...read, again };
}

'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { preferences } from '@/lib/preferences';

const absent = () => null;

/** A like of this browser's user; null until one was told. */
export function usePreference(name: string): [string | null, (value: string) => void] {
  const value = useSyncExternalStore(preferences.subscribe, () => preferences.get(name), absent);
  const set = useCallback(
    (next: string) => {
      preferences.set(name, next);
    },
    [name],
  );
  return [value, set];
}

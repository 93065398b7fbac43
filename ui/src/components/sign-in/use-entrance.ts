'use client';

import { useSyncExternalStore } from 'react';
import type { Entrance } from '@/lib/control/entrance';
import { entrance } from '@/lib/control/entrance';

export function useEntrance(): Entrance {
  return useSyncExternalStore(entrance.subscribe, entrance.get, entrance.beforeTheBrowser);
}

'use client';

import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { entrance } from '@/lib/control/entrance';
import { SignIn } from './SignIn';
import { useEntrance } from './use-entrance';

/** Shows its children to those who may speak with the backend, and the way in to others. */
export function SignedIn({ children }: { children: ReactNode }) {
  const state = useEntrance();
  useEffect(() => entrance.open(), []);
  switch (state.kind) {
    case 'unknown':
      return null;
    case 'exchanging':
      return <p role="status">Signing in…</p>;
    case 'outside':
      return <SignIn why={state.why} />;
    case 'inside':
      return children;
  }
}

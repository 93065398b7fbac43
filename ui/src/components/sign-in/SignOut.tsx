'use client';

import { control } from '@/lib/control/door';
import { useEntrance } from './use-entrance';

export function SignOut() {
  if (useEntrance().kind !== 'inside') {
    return null;
  }
  return (
    <button
      type="button"
      className="small"
      onClick={() => {
        // The token is forgotten here whatever the server answers.
        control.signOut().catch(() => undefined);
      }}
    >
      Sign out
    </button>
  );
}

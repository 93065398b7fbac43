import type { ReactNode } from 'react';
import styles from './WhatIsWrong.module.css';

const PARTIES: Readonly<Record<string, string>> = {
  source: 'The source',
  model: 'A model',
  platform: 'Streamlation itself',
};

export interface WhatIsWrongProps {
  readonly state: string;
  readonly message: string;
  readonly action: string;
  readonly party: string;
  /** Why what was asked for is not so yet. */
  readonly notYet: string | null;
}

/** What is the matter with a channel and what to do about it, in words; nothing if nothing is. */
export function WhatIsWrong({ state, message, action, party, notYet }: WhatIsWrongProps): ReactNode {
  // The wish that is not met often says the same, and more.
  const said = notYet?.startsWith(message.replace(/[\s,.…]+$/, '')) ? '' : message;
  if (!said && !action && !notYet) {
    return null;
  }
  const tone = state === 'failed' ? styles.bad : state === 'stalled' || state === 'retrying' ? styles.warn : '';
  return (
    <div className={`${styles.box ?? ''} ${tone ?? ''}`}>
      {said && <p>{said}</p>}
      {action && (
        <p>
          <strong>To do:</strong> {action}
        </p>
      )}
      {notYet && (
        <p>
          <strong>Not yet as wished:</strong> {notYet}
        </p>
      )}
      {PARTIES[party.toLowerCase()] && tone && <p className="soft">Cause: {PARTIES[party.toLowerCase()]}.</p>}
    </div>
  );
}

import type { ReactNode } from 'react';
import { STATE_WORDS, isState } from '@/components/words';
import styles from './StateBadge.module.css';

const TONES: Readonly<Record<string, string | undefined>> = {
  'on-air': styles.good,
  stalled: styles.warn,
  retrying: styles.warn,
  failed: styles.bad,
};

/** A state in a word; colour and mark only repeat what the word says. */
export function StateBadge({ state }: { state: string }): ReactNode {
  return (
    <span className={`${styles.badge ?? ''} ${TONES[state] ?? ''}`}>
      <span aria-hidden="true" className={`${styles.mark ?? ''} ${state === 'on-air' ? (styles.pulse ?? '') : ''}`} />
      {isState(state) ? STATE_WORDS[state] : state}
    </span>
  );
}

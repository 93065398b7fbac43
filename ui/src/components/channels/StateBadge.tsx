import type { ReactNode } from 'react';
import { STATE_WORDS, isState } from '@/components/words';
import styles from './StateBadge.module.css';

const TONES: Readonly<Record<string, string | undefined>> = {
  'on-air': styles.good,
  stalled: styles.warn,
  retrying: styles.warn,
  failed: styles.bad,
};

interface StateBadgeProps {
  readonly state: string;
  /** No contact at the moment: this is how it was when there was. */
  readonly lastKnown?: boolean;
}

/** A state in a word; colour and mark only repeat what the word says. */
export function StateBadge({ state, lastKnown = false }: StateBadgeProps): ReactNode {
  const pulses = state === 'on-air' && !lastKnown;
  return (
    <span className={`${styles.badge ?? ''} ${(lastKnown ? undefined : TONES[state]) ?? ''}`}>
      <span aria-hidden="true" className={`${styles.mark ?? ''} ${pulses ? (styles.pulse ?? '') : ''}`} />
      {isState(state) ? STATE_WORDS[state] : state}
      {lastKnown && ', as last heard'}
    </span>
  );
}

import type { ReactNode } from 'react';
import { moment } from '@/components/words';
import type { Session } from '@/lib/control/types';
import styles from './Findings.module.css';

/** Whose it is, in words. */
export const WHOSE: Readonly<Record<string, string | undefined>> = {
  source: 'the source’s',
  model: 'a model’s',
  platform: 'the platform’s',
};

interface FindingsProps {
  readonly session: Session;
  readonly nowMs: number;
}

/** What is the matter with a channel, what to do about it and whose it is; nothing if nothing is. */
export function Findings({ session: { health, notYet, actual }, nowMs }: FindingsProps): ReactNode {
  const { findings } = health;
  if (findings.length === 0) {
    const said = notYet ?? actual.message;
    return said ? <p className="soft">{said.charAt(0).toUpperCase() + said.slice(1)}</p> : null;
  }
  return (
    <ul className={styles.findings}>
      {findings.map(({ code, severity, message, action, party, since }) => (
        <li key={code} className={severity === 'critical' ? styles.bad : styles.warn}>
          <p>{message}</p>
          {action && (
            <p>
              <strong>To do:</strong> {action}
            </p>
          )}
          <p className={styles.small}>
            Since <time dateTime={since}>{moment(Date.parse(since), nowMs)}</time>
            {WHOSE[party] ? `; it is ${WHOSE[party]}` : ''}.
          </p>
        </li>
      ))}
    </ul>
  );
}

import Link from 'next/link';
import { duration, languageName, moment } from '@/components/words';
import { medianMs } from '@/lib/captions/lag';
import type { Transcript } from '@/lib/captions/transcript';
import type { Session } from '@/lib/control/types';
import styles from './Channel.module.css';
import { StateBadge } from './StateBadge';
import { WhatIsWrong } from './WhatIsWrong';

interface ChannelProps {
  readonly session: Session;
  readonly liveFinals: Transcript['liveFinals'];
  readonly nowMs: number;
  readonly lastKnown: boolean;
}

/** One channel in the list. */
export function Channel({ session, liveFinals, nowMs, lastKnown }: ChannelProps) {
  const { actual, desired } = session;
  const sinceMs = Date.parse(actual.since);
  const heading = `channel-${session.id}`;
  const targets = session.targets.map(({ language }) => languageName(language));
  return (
    <li>
      <article className={`panel ${styles.channel ?? ''}`} aria-labelledby={heading}>
        <div className={styles.head}>
          <h2 id={heading}>
            <Link href={`/live?session=${encodeURIComponent(session.id)}`}>{session.name}</Link>
          </h2>
          <StateBadge state={actual.state} lastKnown={lastKnown} />
          <span className="soft">
            since{' '}
            <time dateTime={actual.since} title={`${duration(Math.max(0, nowMs - sinceMs))} ago`}>
              {moment(sinceMs, nowMs)}
            </time>
          </span>
          {desired.state === 'stopped' && actual.state !== 'stopped' && actual.state !== 'ended' && (
            <span className="soft">(to be stopped)</span>
          )}
        </div>
        <dl className={styles.facts}>
          <div>
            <dt>Languages</dt>
            <dd>
              {languageName(session.sourceLanguage)}
              {targets.length > 0 ? ` → ${targets.join(', ')}` : ' (captions only)'}
            </dd>
          </div>
          <div>
            <dt>Lag of finals</dt>
            <dd>{actual.state === 'on-air' ? lagInWords(liveFinals) : '–'}</dd>
          </div>
          <div className={styles.source}>
            <dt>Source</dt>
            <dd>
              {session.source.protocol.toUpperCase()} {session.source.url}
            </dd>
          </div>
        </dl>
        <WhatIsWrong
          state={actual.state}
          message={actual.message}
          action={actual.action}
          party={actual.party}
          notYet={session.notYet}
        />
      </article>
    </li>
  );
}

function lagInWords(liveFinals: Transcript['liveFinals']): string {
  const perLanguage = Object.entries(liveFinals).flatMap(([language, finals]) => {
    const median = medianMs(finals.flatMap(({ lag }) => (lag ? [lag.totalMs] : [])));
    return median === null ? [] : [`${languageName(language)} ${duration(median)}`];
  });
  return perLanguage.length > 0 ? perLanguage.join(', ') : 'none came since this page was opened';
}

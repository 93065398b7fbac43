import Link from 'next/link';
import { duration, languageName, moment } from '@/components/words';
import type { Session } from '@/lib/control/types';
import styles from './Channel.module.css';
import { Findings } from './Findings';
import { StateBadge } from './StateBadge';

interface ChannelProps {
  readonly session: Session;
  readonly nowMs: number;
  readonly lastKnown: boolean;
}

/** One channel in the list. */
export function Channel({ session, nowMs, lastKnown }: ChannelProps) {
  const { actual, desired, health, lagMs } = session;
  const sinceMs = Date.parse(actual.since);
  const heading = `channel-${session.id}`;
  const targets = session.targets.map(
    ({ language, dub }) => `${languageName(language)}${dub ? ' (captions and voice)' : ''}`,
  );
  return (
    <li data-channel={session.id} data-health={health.state}>
      <article className={`panel ${styles.channel ?? ''}`} aria-labelledby={heading}>
        <div className={styles.head}>
          <h2 id={heading}>
            <Link href={`/live?session=${encodeURIComponent(session.id)}`} dir="auto">
              {session.name}
            </Link>
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
            <dd>{lagMs === null ? '–' : duration(lagMs)}</dd>
          </div>
          <div className={styles.source}>
            <dt>Source</dt>
            <dd dir="ltr">
              {session.source.protocol.toUpperCase()} {session.source.url}
            </dd>
          </div>
        </dl>
        <Findings session={session} nowMs={nowMs} />
      </article>
    </li>
  );
}

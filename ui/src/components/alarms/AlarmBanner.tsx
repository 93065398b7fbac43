'use client';

import Link from 'next/link';
import { moment, sentence } from '@/components/words';
import { useNow } from '@/components/use-now';
import { useEntrance } from '@/components/sign-in/use-entrance';
import { WHOSE } from '@/components/channels/Findings';
import { control } from '@/lib/control/door';
import type { Alarm } from '@/lib/control/types';
import { usePolled } from '@/lib/control/use-polled';
import styles from './AlarmBanner.module.css';

const LOOK_EVERY_MS = 4_000;
/** More are folded away. */
const SHOWN = 2;
const alarmsNow = () => control.alarms();

/** What is the matter anywhere, on every page, for those who are signed in. */
export function AlarmBanner() {
  return useEntrance().kind === 'inside' ? <Alarms /> : null;
}

function Alarms() {
  const { value, trouble } = usePolled(alarmsNow, LOOK_EVERY_MS);
  const nowMs = useNow(1_000);
  const alarms = trouble ? [] : (value?.items ?? []);
  const critical = alarms.filter(({ severity }) => severity === 'critical').length;
  const said = trouble ? `Alarms cannot be read. ${trouble.message}` : inAWord(alarms);
  const tone = trouble || critical > 0 ? styles.critical : styles.warning;
  return (
    <>
      {/* Read aloud when it changes, and only then: the list below counts the time. */}
      <p role="status" aria-live="polite" className="unseen">
        {said}
      </p>
      {(trouble !== null || alarms.length > 0) && (
        <section className={`${styles.banner ?? ''} ${tone ?? ''}`} aria-label="Alarms">
          {trouble && <p>{said}</p>}
          <ul className={styles.list}>
            {alarms.slice(0, SHOWN).map((alarm) => (
              <AlarmLine key={alarm.id} alarm={alarm} nowMs={nowMs} />
            ))}
          </ul>
          {alarms.length > SHOWN && (
            <details>
              <summary>{alarms.length - SHOWN} more</summary>
              <ul className={styles.list}>
                {alarms.slice(SHOWN).map((alarm) => (
                  <AlarmLine key={alarm.id} alarm={alarm} nowMs={nowMs} />
                ))}
              </ul>
            </details>
          )}
        </section>
      )}
    </>
  );
}

function AlarmLine({ alarm, nowMs }: { alarm: Alarm; nowMs: number }) {
  const { sessionId, sessionName, severity, message, action, party, since } = alarm;
  return (
    <li data-alarm={alarm.id}>
      <strong>{severity === 'critical' ? 'Alarm' : 'Warning'}</strong>
      {sessionId && (
        <>
          {' · '}
          <Link href={`/live?session=${encodeURIComponent(sessionId)}`} dir="auto">
            {sessionName}
          </Link>
        </>
      )}
      {' · '}
      <span>{sentence(message)}</span> <span>{sentence(action)}</span>{' '}
      <span className={styles.small}>
        Since <time dateTime={since}>{moment(Date.parse(since), nowMs)}</time>
        {WHOSE[party] ? `; ${WHOSE[party]}` : ''}.
      </span>
    </li>
  );
}

function inAWord(alarms: readonly Alarm[]): string {
  const worst = alarms[0];
  if (!worst) {
    return '';
  }
  const about = worst.sessionName ? `${worst.sessionName}: ` : '';
  return `${alarms.length === 1 ? 'One alarm' : `${alarms.length} alarms`}. ${about}${worst.message}`;
}

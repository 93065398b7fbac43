'use client';

import Link from 'next/link';
import { isOver, moment } from '@/components/words';
import { useNow } from '@/components/use-now';
import { useLive } from '@/lib/captions/use-live';
import { control } from '@/lib/control/door';
import type { Session } from '@/lib/control/types';
import { usePolled } from '@/lib/control/use-polled';
import { Channel } from './Channel';
import styles from './ChannelList.module.css';

const LOOK_EVERY_MS = 3_000;
/** The server lets one socket watch 64. */
const MOST_WATCHED = 50;

const allChannels = () => control.allSessions();

export function ChannelList() {
  const { value: sessions, asOfMs, trouble } = usePolled(allChannels, LOOK_EVERY_MS);
  const nowMs = useNow(1_000);
  const current = (sessions ?? []).filter((session) => !isOver(session.actual.state));
  const over = (sessions ?? []).filter((session) => isOver(session.actual.state));
  const live = useLive(
    current
      .filter((session) => session.actual.state === 'on-air')
      .slice(0, MOST_WATCHED)
      .map((session) => session.id),
  );
  const row = (session: Session) => (
    <Channel
      key={session.id}
      session={session}
      liveFinals={live.transcriptOf(session.id).liveFinals}
      nowMs={nowMs}
      lastKnown={trouble !== null}
    />
  );

  return (
    <div className="stack">
      <div className={styles.title}>
        <h1>Channels</h1>
        <Link className="button primary" href="/new">
          New channel
        </Link>
      </div>
      {trouble && (
        <p role="alert" className={styles.trouble}>
          {trouble.message}
          {asOfMs !== null && ` What you see is from ${moment(asOfMs, nowMs)}.`}
        </p>
      )}
      {sessions === null && !trouble && <p className="soft">Reading the list…</p>}
      {sessions?.length === 0 && (
        <div className={`panel ${styles.empty ?? ''}`}>
          <h2>No channel yet</h2>
          <p>Give the address of a live stream and the languages you want: captions begin within seconds.</p>
          <Link className="button primary" href="/new">
            Make the first channel
          </Link>
        </div>
      )}
      {current.length > 0 && <ul className={styles.list}>{current.map(row)}</ul>}
      {over.length > 0 && (
        <section className="stack" aria-labelledby="over">
          <h2 id="over">Over</h2>
          <ul className={styles.list}>{over.map(row)}</ul>
        </section>
      )}
    </div>
  );
}

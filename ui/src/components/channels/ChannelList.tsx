'use client';

import Link from 'next/link';
import { useState } from 'react';
import { moment } from '@/components/words';
import { useNow } from '@/components/use-now';
import { control } from '@/lib/control/door';
import { usePolled } from '@/lib/control/use-polled';
import { Channel } from './Channel';
import styles from './ChannelList.module.css';
import type { Group } from './sorting';
import { GROUPS, countByGroup, matching, troubledFirst } from './sorting';

const LOOK_EVERY_MS = 3_000;
const ON_A_PAGE = 25;

const allChannels = () => control.allSessions();

/** Every channel, the troubled first. */
export function ChannelList() {
  const { value: sessions, asOfMs, trouble } = usePolled(allChannels, LOOK_EVERY_MS);
  const nowMs = useNow(1_000);
  const [group, setGroup] = useState<Group | null>(null);
  const [text, setText] = useState('');
  const [page, setPage] = useState(0);

  const all = sessions ?? [];
  const counts = countByGroup(all);
  const found = troubledFirst(matching(all, text, group));
  const pages = Math.max(1, Math.ceil(found.length / ON_A_PAGE));
  const at = Math.min(page, pages - 1);
  const narrowed = group !== null || text.trim() !== '';

  const choose = (next: Group | null) => {
    setGroup(next);
    setPage(0);
  };

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
      {all.length > 0 && (
        <>
          <div className={styles.narrow}>
            <div role="group" aria-label="Show" className="buttons">
              <button
                type="button"
                className="small"
                aria-pressed={group === null}
                onClick={() => {
                  choose(null);
                }}
              >
                All {all.length}
              </button>
              {GROUPS.map(({ group: one, words }) => (
                <button
                  key={one}
                  type="button"
                  className="small"
                  aria-pressed={group === one}
                  data-count={one}
                  onClick={() => {
                    choose(group === one ? null : one);
                  }}
                >
                  {words} {counts[one]}
                </button>
              ))}
            </div>
            <label className={styles.filter}>
              <span className="unseen">Filter by name, address, language or trouble</span>
              <input
                type="search"
                data-shortcut="filter"
                placeholder="Filter by name, address, language"
                value={text}
                onChange={(event) => {
                  setText(event.target.value);
                  setPage(0);
                }}
              />
            </label>
          </div>
          <p role="status" className={narrowed ? 'soft' : 'unseen'}>
            {narrowed ? `${found.length} of ${all.length} channels` : `${all.length} channels`}
          </p>
          <ul className={styles.list}>
            {found.slice(at * ON_A_PAGE, (at + 1) * ON_A_PAGE).map((session) => (
              <Channel key={session.id} session={session} nowMs={nowMs} lastKnown={trouble !== null} />
            ))}
          </ul>
          {pages > 1 && (
            <nav aria-label="Pages of channels" className={styles.pages}>
              <button
                type="button"
                className="small"
                disabled={at === 0}
                onClick={() => {
                  setPage(at - 1);
                }}
              >
                Before
              </button>
              <span aria-current="page">
                Page {at + 1} of {pages}
              </span>
              <button
                type="button"
                className="small"
                disabled={at === pages - 1}
                onClick={() => {
                  setPage(at + 1);
                }}
              >
                Next
              </button>
            </nav>
          )}
        </>
      )}
    </div>
  );
}

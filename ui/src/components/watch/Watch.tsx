'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { usePolled } from '@/lib/control/use-polled';
import { placeOf, playInfo, tokenIn } from '@/lib/play/info';
import { Player } from './Player';
import styles from './Watch.module.css';

const LOOK_EVERY_MS = 3_000;
const NOTHING = Promise.resolve(null);

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
  };
};
const here = () => tokenIn(window.location);
const nowhere = () => null;

/** What a viewer with a link sees: one channel, with its captions. */
export function Watch({ bare = false }: { bare?: boolean }) {
  const token = useSyncExternalStore<string | null>(subscribe, here, nowhere);
  const read = useCallback(() => (token ? playInfo(token) : NOTHING), [token]);
  const { value: info, trouble } = usePolled(read, LOOK_EVERY_MS);

  let body;
  if (token === '') {
    body = (
      <Words title="No channel was chosen">The address of this page lacks its link. Ask whoever sent it to you.</Words>
    );
  } else if (trouble?.kind === 'problem' && trouble.status === 404) {
    body = (
      <Words title="This link opens nothing">
        It has expired, was withdrawn, or is not whole. Ask whoever sent it to you for a new one.
      </Words>
    );
  } else if (!info || !token) {
    body = trouble ? <Words title="Not now">{trouble.message} Trying again.</Words> : <Words title="Opening…" />;
  } else if (info.state === 'none') {
    body = <Words title={info.name}>Whoever runs this channel does not play it out.</Words>;
  } else if (info.state === 'waiting') {
    body = <Words title={info.name}>The channel has not begun. It starts here by itself.</Words>;
  } else {
    body = <Player key={token} info={info} place={placeOf(token)} bare={bare} />;
  }
  return <main className={bare ? styles.bare : styles.page}>{body}</main>;
}

function Words({ title, children }: { title: string; children?: React.ReactNode }) {
  return (
    <div className={styles.words} role="status">
      <h1 dir="auto">{title}</h1>
      <p>{children}</p>
    </div>
  );
}

'use client';

import { useState } from 'react';
import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { Session, StreamKey as Key } from '@/lib/control/types';
import { Copied } from './Copied';

/** Where a sender is to send to. A key is told once; making another one drops whoever sends with the old one. */
export function StreamKey({ session }: { session: Session }) {
  const [key, setKey] = useState<Key | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const make = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setKey(await control.newStreamKey(session.id));
    } catch (thrown) {
      setProblem(troubleOf(thrown).message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="panel stack" aria-labelledby="stream-key">
      <h2 id="stream-key">Where to send to</h2>
      {key ? (
        <div className="stack" role="status">
          <p>The key is shown this once:</p>
          <Copied words="Server" text={key.server} />
          <Copied words={session.source.protocol === 'srt-push' ? 'Passphrase' : 'Stream key'} text={key.streamKey} />
          <Copied words="Both in one address" text={key.address} />
        </div>
      ) : (
        <p className="soft">Your encoder needs a stream key. A new one drops whoever sends with an older one.</p>
      )}
      <button type="button" disabled={busy} onClick={() => void make()}>
        {key ? 'Make another key' : 'Make a stream key'}
      </button>
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}

'use client';

import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { StateBadge } from '@/components/channels/StateBadge';
import { Findings } from '@/components/channels/Findings';
import { useDub } from '@/components/dub/use-dub';
import { useNow } from '@/components/use-now';
import { isOver, languageName, moment } from '@/components/words';
import { useLive } from '@/lib/captions/use-live';
import { control } from '@/lib/control/door';
import { usePolled } from '@/lib/control/use-polled';
import { Captions } from './Captions';
import { ConnectionLine } from './ConnectionLine';
import { Downloads } from './Downloads';
import { LagPanel } from './LagPanel';
import styles from './LiveChannel.module.css';
import { RestartChannel } from './RestartChannel';
import { StopChannel } from './StopChannel';
import { StreamKey } from './StreamKey';
import { Targets } from './Targets';
import { Picture, Viewers } from './Viewers';

const LOOK_EVERY_MS = 4_000;
const NOTHING = Promise.resolve(null);

/** The page of one channel: what is said, in all its languages, while it is said. */
export function LiveChannel() {
  const id = useSearchParams().get('session') ?? '';
  const readSession = useCallback(() => (id ? control.session(id) : NOTHING), [id]);
  const { value: read, trouble, again } = usePolled(readSession, LOOK_EVERY_MS);
  const session = read?.value ?? null;
  const live = useLive(session ? [session.id] : []);
  const transcript = live.transcriptOf(id);
  const { status } = transcript;
  const dub = useDub(id, transcript);
  const nowMs = useNow(1_000);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());

  // The socket hears of a change first; the rest of the session is read again then.
  const heardRevision = status ? `${status.desiredRevision} ${status.actual}` : '';
  useEffect(() => {
    if (heardRevision) {
      again();
    }
  }, [heardRevision, again]);

  if (!id || (trouble?.kind === 'problem' && trouble.status === 404)) {
    return (
      <div className="stack">
        <h1>{id ? 'There is no such channel' : 'No channel was chosen'}</h1>
        <p>
          Choose one from the <Link href="/">list of channels</Link>.
        </p>
      </div>
    );
  }
  if (!session) {
    return trouble ? <p role="alert">{trouble.message}</p> : <p className="soft">Opening the channel…</p>;
  }

  const state = status?.actual ?? session.actual.state;
  const sinceMs = status?.sinceMs ?? Date.parse(session.actual.since);
  const over = isOver(state);
  const translated = languagesOf(
    session.targets.map(({ language }) => language).filter((language) => language !== session.sourceLanguage),
    transcript.rows.flatMap((row) => Object.keys(row.cells).filter((l) => l !== row.sourceLanguage)),
  );
  const shown = translated.filter((language) => !hidden.has(language));

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1 dir="auto">{session.name}</h1>
          <StateBadge state={state} lastKnown={live.connection.kind === 'waiting' || trouble !== null} />
          <span className="soft">
            since <time dateTime={new Date(sinceMs).toISOString()}>{moment(sinceMs, nowMs)}</time>
          </span>
          {!over && session.desired.state === 'stopped' && <span className="soft">It is being stopped.</span>}
          <span className={styles.actions}>
            <RestartChannel session={session} etag={read?.etag ?? null} over={over} onRestarted={again} />
            {session.desired.state !== 'stopped' && state !== 'ended' && (
              <StopChannel session={session} onStopped={again} />
            )}
          </span>
        </div>
        <Findings session={session} nowMs={nowMs} />
        {trouble && live.connection.kind !== 'waiting' && (
          <p role="alert" className="soft">
            {trouble.message}
          </p>
        )}
        <ConnectionLine
          connection={live.connection}
          phase={transcript.phase}
          over={over}
          refused={transcript.refused?.message ?? null}
          nowMs={nowMs}
          onRetry={live.retryNow}
        />
      </header>

      <Captions transcript={transcript} session={session} state={state} languages={shown} dub={dub} />

      <aside className={styles.side} aria-label="About this channel">
        {session.source.protocol.endsWith('-push') && <StreamKey key={`key-${session.id}`} session={session} />}
        <Picture key={`picture-${session.id}`} session={session} />
        {translated.length > 1 && (
          <section className="panel stack" aria-labelledby="columns">
            <h2 id="columns">Languages on this page</h2>
            <ul>
              {translated.map((language) => (
                <li key={language}>
                  <label className="choice">
                    <input
                      type="checkbox"
                      checked={!hidden.has(language)}
                      onChange={(event) => {
                        const next = new Set(hidden);
                        if (event.target.checked) {
                          next.delete(language);
                        } else {
                          next.add(language);
                        }
                        setHidden(next);
                      }}
                    />
                    {languageName(language)}
                  </label>
                </li>
              ))}
            </ul>
          </section>
        )}
        <LagPanel liveFinals={transcript.liveFinals} clockAheadMs={live.clockAheadMs} />
        {!over && read && (
          <Targets
            key={session.desired.revision}
            read={read}
            observedRevision={status?.observedRevision ?? session.actual.revision}
            onChanged={again}
          />
        )}
        <Viewers key={`viewers-${session.id}`} session={session} nowMs={nowMs} />
        <Downloads
          session={session}
          spokenLanguages={spoken(
            session.sourceLanguage,
            transcript.rows.map((row) => row.sourceLanguage),
          )}
          translatedLanguages={translated}
        />
      </aside>
    </div>
  );
}

/** The wished ones first, then those that are no longer wished but still on the page. */
function languagesOf(wished: readonly string[], onPage: readonly string[]): string[] {
  return [...new Set([...wished, ...onPage])];
}

function spoken(sourceLanguage: string, heard: readonly string[]): string[] {
  return [...new Set(sourceLanguage === 'auto' ? heard : [sourceLanguage, ...heard])];
}

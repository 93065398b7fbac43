import type { ReactNode } from 'react';
import { duration } from '@/components/words';
import type { Connection } from '@/lib/captions/socket';
import type { Phase } from '@/lib/captions/transcript';
import styles from './ConnectionLine.module.css';

interface ConnectionLineProps {
  readonly connection: Connection;
  readonly phase: Phase;
  /** Nothing more will be said on this channel. */
  readonly over: boolean;
  /** Why the server does not show this session. */
  readonly refused: string | null;
  readonly nowMs: number;
  readonly onRetry: () => void;
}

/** How things stand between this page and the server, said as it is. */
export function ConnectionLine({ connection, phase, over, refused, nowMs, onRetry }: ConnectionLineProps) {
  const { tone, words, announced } = said(connection, phase, over, refused, nowMs);
  return (
    <div className={`${styles.line ?? ''} ${styles[tone] ?? ''}`}>
      <span aria-hidden="true" className={styles.mark} />
      {/* The countdown is seen, not read aloud each second. */}
      <span aria-hidden={announced !== null}>{words}</span>
      <span role="status" className="unseen">
        {announced ?? ''}
      </span>
      {connection.kind === 'waiting' && (
        <button type="button" className="small" onClick={onRetry}>
          Try now
        </button>
      )}
    </div>
  );
}

interface Said {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly words: ReactNode;
  readonly announced: string | null;
}

function said(connection: Connection, phase: Phase, over: boolean, refused: string | null, nowMs: number): Said {
  switch (connection.kind) {
    case 'off':
    case 'connecting':
      return plain('busy', 'Connecting to the server…');
    case 'signed-out':
      return plain('bad', 'Not connected: you are signed out.');
    case 'waiting': {
      const why = `Not connected, so nothing new can arrive. ${connection.why}`;
      const seconds = Math.max(0, Math.ceil((connection.retryAtMs - nowMs) / 1000));
      return {
        tone: 'bad',
        words: `${why} Next try ${seconds > 0 ? `in ${seconds} s` : 'now'}.`,
        announced: why,
      };
    }
    case 'open':
      if (refused !== null) {
        return plain('bad', `The server does not show this channel: ${refused}`);
      }
      if (connection.quietSinceMs !== null) {
        return {
          tone: 'bad',
          words: `Nothing heard from the server for ${duration(nowMs - connection.quietSinceMs)}; the connection may be lost.`,
          announced: 'Nothing is heard from the server; the connection may be lost.',
        };
      }
      return plain(...openAnd(phase, over));
  }
}

function openAnd(phase: Phase, over: boolean): ['good' | 'busy', string] {
  switch (phase) {
    case 'waiting':
      return ['busy', 'Connected. Waiting for the channel…'];
    case 'snapshot':
      return ['busy', 'Connected. Fetching the newest captions…'];
    case 'replay':
      return ['busy', 'Connected again. Fetching what was missed…'];
    case 'live':
      return over
        ? ['busy', 'Connected. The channel is over: this is all that was said.']
        : ['good', 'Connected, live. Captions appear as they are heard.'];
  }
}

function plain(tone: Said['tone'], words: string): Said {
  return { tone, words, announced: words };
}

'use client';

import { useEffect, useRef, useState } from 'react';
import { direction, isOver, languageName, mediaTime } from '@/components/words';
import type { Row, Transcript } from '@/lib/captions/transcript';
import { isVisible } from '@/lib/captions/transcript';
import type { Session } from '@/lib/control/types';
import { Announcer } from './Announcer';
import { CaptionText } from './CaptionText';
import styles from './Captions.module.css';

/** So near to the end counts as following. */
const NEAR_END_PX = 60;
/** Only here a missing translation is still on its way; further back the language was not wished then. */
const NEWEST_ROWS = 3;

interface CaptionsProps {
  readonly transcript: Transcript;
  readonly session: Session;
  readonly state: string;
  /** Translations to be shown beside the source. */
  readonly languages: readonly string[];
}

/** The source and its translations side by side, the newest last. */
export function Captions({ transcript, session, state, languages }: CaptionsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const rows = transcript.rows.filter((row) => isVisible(row, [row.sourceLanguage, ...languages]));

  useEffect(() => {
    const shown = scroller.current;
    if (!following || !shown) {
      return;
    }
    const toTheEnd = () => {
      shown.scrollTop = shown.scrollHeight;
    };
    toTheEnd();
    // What is said above the captions takes some of their room.
    const observer = new ResizeObserver(toTheEnd);
    observer.observe(shown);
    return () => {
      observer.disconnect();
    };
  }, [following, transcript, state, languages.length]);

  const toTheNewest = () => {
    setFollowing(true);
    scroller.current?.focus();
  };

  return (
    <section
      className={`panel ${styles.captions ?? ''}`}
      aria-label="Captions"
      style={{ '--columns': languages.length + 1 }}
    >
      <div
        ref={scroller}
        className={styles.scroller}
        role="region"
        aria-label="Captions, newest last"
        // Keyboard users scroll it with the arrow keys.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          setFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
        }}
      >
        <div className={styles.heads}>
          <span className={styles.time}>
            <span className="unseen">Time</span>
          </span>
          <h2>
            {languageName(session.sourceLanguage)} <span className="soft">spoken</span>
          </h2>
          {languages.map((language) => (
            <h2 key={language}>
              {languageName(language)} <span className="soft">translated</span>
            </h2>
          ))}
        </div>
        <p className={styles.note}>{beginning(transcript, rows.length)}</p>
        <ol>
          {rows.map((row, i) => (
            <CaptionRow
              key={row.captionId}
              row={row}
              languages={languages}
              awaited={rows.length - i <= NEWEST_ROWS ? session.targets.map(({ language }) => language) : []}
            />
          ))}
        </ol>
        {isOver(state) && transcript.phase === 'live' && <p className={styles.note}>{ending(state, rows.length)}</p>}
      </div>
      {!following && (
        <button type="button" className={`primary ${styles.newest ?? ''}`} onClick={toTheNewest}>
          Go to the newest <span aria-hidden="true">↓</span>
        </button>
      )}
      <Announcer liveFinals={transcript.liveFinals} languages={[...languages, ...spokenLanguages(transcript.rows)]} />
    </section>
  );
}

interface CaptionRowProps {
  readonly row: Row;
  readonly languages: readonly string[];
  /** Languages whose translation may still come. */
  readonly awaited: readonly string[];
}

function CaptionRow({ row, languages, awaited }: CaptionRowProps) {
  const isSettled = row.cells[row.sourceLanguage]?.kind === 'final';
  return (
    <li className={styles.row}>
      <span className={styles.time}>{mediaTime(row.place.sessionStartMs)}</span>
      {[row.sourceLanguage, ...languages].map((language) => (
        <div
          key={language}
          className={styles.cell}
          lang={language}
          dir={direction(language)}
          data-language={languageName(language)}
        >
          <CaptionText cell={row.cells[language]} awaited={isSettled && awaited.includes(language)} />
        </div>
      ))}
    </li>
  );
}

function spokenLanguages(rows: readonly Row[]): string[] {
  return [...new Set(rows.map((row) => row.sourceLanguage))];
}

function beginning({ phase, rowsLetGo, resetReason }: Transcript, rows: number): string {
  if (phase === 'waiting' || phase === 'snapshot') {
    return rows === 0 ? 'Captions appear here.' : 'Fetching the newest captions…';
  }
  if (rows === 0) {
    return 'Nothing has been said yet. Captions appear here as soon as speech is heard.';
  }
  if (rowsLetGo > 0) {
    return 'Earlier captions have left this page to keep it light. The downloads hold everything.';
  }
  if (resetReason !== null) {
    return `The page began anew with the newest captions: ${resetReason} The downloads hold everything.`;
  }
  return 'The newest captions from before you came are shown first. The downloads hold everything that was said.';
}

function ending(state: string, rows: number): string {
  const why =
    state === 'failed'
      ? 'The channel failed.'
      : state === 'stopped'
        ? 'The channel was stopped.'
        : 'The source has ended.';
  return rows === 0 ? `${why} Nothing was said.` : `${why} No more captions will come; the downloads hold everything.`;
}

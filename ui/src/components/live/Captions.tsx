'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { DubControls } from '@/components/dub/DubControls';
import type { Dub } from '@/components/dub/use-dub';
import { direction, isOver, languageName, mediaTime } from '@/components/words';
import type { Row, Transcript, Voiced } from '@/lib/captions/transcript';
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
  readonly dub: Dub;
}

/** The source and its translations side by side, the newest last. */
export function Captions({ transcript, session, state, languages, dub }: CaptionsProps) {
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

  const voiced = session.targets.filter((target) => target.dub).map(({ language }) => language);
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
          {[session.sourceLanguage, ...languages].map((language, i) => (
            <div key={language} className={styles.head}>
              <h2>
                {languageName(language)} <span className="soft">{i === 0 ? 'spoken' : 'translated'}</span>
              </h2>
              <Voice session={session} language={language} dub={dub} />
            </div>
          ))}
        </div>
        <p className={styles.note}>{beginning(transcript, rows.length)}</p>
        <ol>
          {rows.map((row, i) => (
            <CaptionRow
              key={row.captionId}
              row={row}
              languages={languages}
              voiced={voiced}
              speaking={voiced.filter((language) => dub.stateOf(language).speaking === row.captionId)}
              awaited={rows.length - i <= NEWEST_ROWS ? session.targets.map(({ language }) => language) : []}
            />
          ))}
        </ol>
        {isOver(state) && transcript.phase === 'live' && <p className={styles.note}>{ending(state, rows.length)}</p>}
      </div>
      {!following && (
        <button type="button" data-shortcut="newest" className={`primary ${styles.newest ?? ''}`} onClick={toTheNewest}>
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
  /** Languages that a machine speaks. */
  readonly voiced: readonly string[];
  /** Those in which this caption is spoken at this moment. */
  readonly speaking: readonly string[];
  /** Languages whose translation may still come. */
  readonly awaited: readonly string[];
}

function CaptionRow({ row, languages, voiced, speaking, awaited }: CaptionRowProps) {
  const isSettled = row.cells[row.sourceLanguage]?.kind === 'final';
  return (
    <li className={styles.row} data-caption={row.captionId} data-final={isSettled}>
      <span className={styles.time}>{mediaTime(row.place.sessionStartMs)}</span>
      {[row.sourceLanguage, ...languages].map((language) => (
        <div
          key={language}
          className={`${styles.cell ?? ''} ${speaking.includes(language) ? (styles.speaking ?? '') : ''}`}
          lang={language === 'auto' ? undefined : language}
          dir={language === 'auto' ? 'auto' : direction(language)}
          data-language={languageName(language)}
        >
          <CaptionText cell={row.cells[language]} awaited={isSettled && awaited.includes(language)} />
          {voiced.includes(language) && <NotSpoken voiced={row.spoken[language]} />}
        </div>
      ))}
    </li>
  );
}

/** The switch of the machine voice, where the channel has one in this language. */
function Voice({ session, language, dub }: { session: Session; language: string; dub: Dub }) {
  const target = session.targets.find((one) => one.language === language && one.dub);
  const onVolume = useCallback(
    (volume: number) => {
      dub.setVolume(language, volume);
    },
    [dub, language],
  );
  return target ? (
    <DubControls
      language={language}
      voice={target.voice}
      state={dub.stateOf(language)}
      onTurn={(on) => {
        dub.turn(language, on);
      }}
      onVolume={onVolume}
    />
  ) : null;
}

/** That a final has no voice, and why. */
function NotSpoken({ voiced }: { voiced: Voiced | undefined }) {
  return voiced?.kind === 'skipped' ? (
    <span className={styles.notSpoken} lang="en" dir="ltr" title={voiced.detail}>
      Not spoken: {voiced.reason.replaceAll('-', ' ')}.
    </span>
  ) : null;
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

'use client';

import { useCallback, useId, useState } from 'react';
import { duration, languageName, moment } from '@/components/words';
import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { MadeShare, Playout, Session } from '@/lib/control/types';
import { usePolled } from '@/lib/control/use-polled';
import { Copied } from './Copied';
import styles from './Viewers.module.css';

const LOOK_EVERY_MS = 5_000;
const PICTURE_SECONDS = 4 * 3_600;
const EXPIRIES: readonly { seconds: number; words: string }[] = [
  { seconds: 3_600, words: 'an hour' },
  { seconds: 86_400, words: 'a day' },
  { seconds: 7 * 86_400, words: 'a week' },
  { seconds: 30 * 86_400, words: '30 days' },
];

interface ViewersProps {
  readonly session: Session;
  readonly nowMs: number;
}

/** What viewers get, how well it goes, and links that open it to them. */
export function Viewers({ session, nowMs }: ViewersProps) {
  const readPlayout = useCallback(() => control.playout(session.id), [session.id]);
  const { value: playout } = usePolled(readPlayout, LOOK_EVERY_MS);
  return (
    <section className="panel stack" aria-labelledby="viewers">
      <h2 id="viewers">For viewers</h2>
      {playout && <HowItGoes playout={playout} />}
      {playout && playout.mode !== 'none' && <Links session={session} nowMs={nowMs} />}
    </section>
  );
}

const MODES: Readonly<Record<Playout['mode'], string>> = {
  sidecar: 'Picture and sound come from the source’s own addresses, captions from here.',
  rehost: 'Picture, sound and captions come from here.',
  none: 'This channel is not played out.',
};

function HowItGoes({ playout }: { playout: Playout }) {
  return (
    <>
      <p className="soft">{MODES[playout.mode]}</p>
      {playout.origin.message && (
        <p className={playout.origin.browsersCanRead === false ? styles.warn : 'soft'}>
          {playout.origin.message} {playout.origin.action}
        </p>
      )}
      {playout.state !== 'none' && (
        <table className={styles.figures}>
          <thead>
            <tr>
              <th scope="col">Captions</th>
              <th scope="col">Behind</th>
              <th scope="col">On time</th>
            </tr>
          </thead>
          <tbody>
            {playout.languages.map((one) => (
              <tr key={one.language}>
                <th scope="row">{one.language ? languageName(one.language) : 'As spoken'}</th>
                <td>{one.frontierLagMs == null ? '–' : duration(one.frontierLagMs)}</td>
                <td title={`${one.onTime} on time, ${one.late} late`}>
                  {one.shareOnTime == null ? '–' : `${(one.shareOnTime * 100).toFixed(1)} %`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {playout.budgetMs !== null && (
        <p className="soft">
          A caption is on time if it is ready {duration(playout.budgetMs)} after its segment has come
          {playout.delayMs > 0
            ? `; viewers are held back by ${duration(playout.delayMs)}`
            : '; the picture is not delayed'}
          .
        </p>
      )}
    </>
  );
}

function Links({ session, nowMs }: ViewersProps) {
  const id = useId();
  const readShares = useCallback(() => control.shares(session.id), [session.id]);
  const { value: shares, again } = usePolled(readShares, 30_000);
  const [audience, setAudience] = useState('');
  const [seconds, setSeconds] = useState(86_400);
  const [made, setMade] = useState<MadeShare | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const open = (shares?.items ?? []).filter((share) => share.revokedAt === null && Date.parse(share.expiresAt) > nowMs);

  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await what();
      again();
    } catch (thrown) {
      setProblem(troubleOf(thrown).message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <form
        className={styles.make}
        onSubmit={(event) => {
          event.preventDefault();
          void act(async () => {
            setMade(await control.share(session.id, { audience, expiresInSeconds: seconds }));
            setAudience('');
          });
        }}
      >
        <label htmlFor={`${id}-audience`}>A link for</label>
        <input
          id={`${id}-audience`}
          type="text"
          maxLength={120}
          placeholder="viewers"
          value={audience}
          onChange={(event) => {
            setAudience(event.target.value);
          }}
        />
        <label htmlFor={`${id}-for`}>open for</label>
        <select
          id={`${id}-for`}
          value={seconds}
          onChange={(event) => {
            setSeconds(Number(event.target.value));
          }}
        >
          {EXPIRIES.map((one) => (
            <option key={one.seconds} value={one.seconds}>
              {one.words}
            </option>
          ))}
        </select>
        <button type="submit" disabled={busy}>
          Make a link
        </button>
      </form>
      {problem && <p role="alert">{problem}</p>}
      {made && <MadeLink made={made} />}
      {open.length > 0 && (
        <ul className={styles.open} aria-label="Open links">
          {open.map((share) => (
            <li key={share.id}>
              <span dir="auto">{share.audience}</span>
              <span className="soft">until {moment(Date.parse(share.expiresAt), nowMs)}</span>
              <button
                type="button"
                className="small danger"
                disabled={busy}
                onClick={() =>
                  void act(async () => {
                    await control.revokeShare(session.id, share.id);
                    setMade((was) => (was?.share.id === share.id ? null : was));
                  })
                }
              >
                Close<span className="unseen"> the link for {share.audience}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The token is told this once. */
function MadeLink({ made }: { made: MadeShare }) {
  const origin = window.location.origin;
  const kinds = [
    { words: 'Page with a player', text: origin + made.page },
    { words: 'Playlist for any player', text: origin + made.playlist },
    {
      words: 'To put into a page of yours',
      text: `<iframe src="${origin}${embedded(made.page)}" allow="autoplay; fullscreen" allowfullscreen></iframe>`,
    },
  ];
  return (
    <div className={styles.made} role="status">
      <p>The link is shown this once:</p>
      {kinds.map(({ words, text }) => (
        <Copied key={words} words={words} text={text} />
      ))}
    </div>
  );
}

/**
 * What viewers see, beside the captions: their own player in a frame, so that this page, which holds the operator's
 * token, need not be let read from any origin there is. A link of its own opens it, and is closed with it.
 */
export function Picture({ session }: { session: Session }) {
  const [opened, setOpened] = useState<MadeShare | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const open = async () => {
    setProblem(null);
    try {
      setOpened(
        await control.share(session.id, { audience: 'the operator’s page', expiresInSeconds: PICTURE_SECONDS }),
      );
    } catch (thrown) {
      setProblem(troubleOf(thrown).message);
    }
  };
  const close = () => {
    if (opened) {
      // It closes by itself in the end.
      void control.revokeShare(session.id, opened.share.id).catch(() => undefined);
    }
    setOpened(null);
  };

  return opened ? (
    <div className={styles.picture}>
      <iframe
        src={embedded(opened.page)}
        title={`What viewers see of ${session.name}`}
        allow="autoplay; fullscreen"
        allowFullScreen
      />
      <button type="button" className="small" onClick={close}>
        Close the picture
      </button>
    </div>
  ) : (
    <div className={styles.picture}>
      <button type="button" onClick={() => void open()}>
        Show what viewers see
      </button>
      {problem && <p role="alert">{problem}</p>}
    </div>
  );
}

function embedded(page: string): string {
  return page.replace('/watch', '/embed');
}

'use client';

import { useState } from 'react';
import { targetsOf } from '@/components/new-channel/form';
import { languageName } from '@/components/words';
import type { Read } from '@/lib/control/door';
import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { Session } from '@/lib/control/types';
import { usePolled } from '@/lib/control/use-polled';
import styles from './Targets.module.css';

const LOOK_EVERY_MS = 60_000;
const languagesNow = () => control.languages();

interface TargetsProps {
  readonly read: Read<Session>;
  /** The newest wish that a bridge has taken up. */
  readonly observedRevision: number;
  readonly onChanged: () => void;
}

/** Which languages are translated into, changed while on air. */
export function Targets({ read: { value: session, etag }, observedRevision, onChanged }: TargetsProps) {
  const { value: languages } = usePolled(languagesNow, LOOK_EVERY_MS);
  const wished = session.targets.map(({ language }) => language);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(wished));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const offered = [...new Set([...(languages ? targetsOf(languages, session.sourceLanguage) : []), ...wished])].sort();
  const changed = chosen.size !== wished.length || wished.some((language) => !chosen.has(language));

  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const targets = offered.filter((language) => chosen.has(language)).map((language) => ({ language }));
      await control.changeTargets(session.id, targets, etag);
    } catch (thrown) {
      const trouble = troubleOf(thrown);
      setProblem(
        trouble.kind === 'problem' && trouble.status === 412
          ? 'Somebody else has changed the channel in the meantime. It was read again: look, then repeat your change.'
          : trouble.message,
      );
    } finally {
      setBusy(false);
      onChanged();
    }
  };

  return (
    <section className="panel stack" aria-labelledby="targets">
      <h2 id="targets">Translate into</h2>
      {offered.length === 0 ? (
        <p className="soft">No installed pack translates from {languageName(session.sourceLanguage)}: captions only.</p>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <ul role="group" aria-labelledby="targets">
            {offered.map((language) => (
              <li key={language}>
                <label className="choice">
                  <input
                    type="checkbox"
                    checked={chosen.has(language)}
                    onChange={(event) => {
                      const next = new Set(chosen);
                      if (event.target.checked) {
                        next.add(language);
                      } else {
                        next.delete(language);
                      }
                      setChosen(next);
                    }}
                  />
                  {languageName(language)}
                </label>
              </li>
            ))}
          </ul>
          {changed && (
            <div className={styles.buttons}>
              <button type="submit" className="primary small" disabled={busy}>
                {busy ? 'Changing…' : 'Change'}
              </button>
              <button
                type="button"
                className="small"
                onClick={() => {
                  setChosen(new Set(wished));
                }}
              >
                Leave as it is
              </button>
            </div>
          )}
        </form>
      )}
      {problem && <p role="alert">{problem}</p>}
      <p role="status" className="soft">
        {observedRevision < session.desired.revision && 'The last change is not taken up yet. '}A change takes effect
        with the next utterance.
      </p>
    </section>
  );
}

'use client';

import { useState } from 'react';
import { TargetPicker } from '@/components/TargetPicker';
import type { Wish } from '@/components/targets';
import { asTargets, hasVoice, sameWishes, targetsOf } from '@/components/targets';
import { languageName } from '@/components/words';
import type { Read } from '@/lib/control/door';
import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { Session } from '@/lib/control/types';
import { usePolled } from '@/lib/control/use-polled';

const LOOK_EVERY_MS = 60_000;
const languagesNow = () => control.languages();

interface TargetsProps {
  readonly read: Read<Session>;
  /** The newest wish that a bridge has taken up. */
  readonly observedRevision: number;
  readonly onChanged: () => void;
}

/** Which languages are translated into and spoken, changed while on air. */
export function Targets({ read: { value: session, etag }, observedRevision, onChanged }: TargetsProps) {
  const { value: languages } = usePolled(languagesNow, LOOK_EVERY_MS);
  const wished: readonly Wish[] = session.targets.map(({ language, dub }) => ({ language, dub }));
  const [chosen, setChosen] = useState(wished);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const offered = [
    ...new Set([
      ...(languages ? targetsOf(languages, session.sourceLanguage) : []),
      ...wished.map(({ language }) => language).filter((language) => language !== session.sourceLanguage),
    ]),
  ].sort();
  const changed = !sameWishes(chosen, wished);
  const nothingToChoose = languages !== null && offered.length === 0 && !hasVoice(languages, session.sourceLanguage);

  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await control.changeTargets(session.id, asTargets(chosen), etag);
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
      {nothingToChoose && (
        <p className="soft">No installed pack translates from {languageName(session.sourceLanguage)}: captions only.</p>
      )}
      {languages && !nothingToChoose && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <div role="group" aria-labelledby="targets">
            <TargetPicker
              languages={languages}
              sourceLanguage={session.sourceLanguage}
              offered={offered}
              wishes={chosen}
              onChange={setChosen}
            />
          </div>
          {changed && (
            <div className="buttons">
              <button type="submit" className="primary small" disabled={busy}>
                {busy ? 'Changing…' : 'Change'}
              </button>
              <button
                type="button"
                className="small"
                onClick={() => {
                  setChosen(wished);
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

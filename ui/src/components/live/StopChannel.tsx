'use client';

import { useRef, useState } from 'react';
import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { Session } from '@/lib/control/types';

/** Stops the channel, after asking once more. */
export function StopChannel({ session, onStopped }: { session: Session; onStopped: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const stop = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await control.stop(session.id);
      dialog.current?.close();
      onStopped();
    } catch (thrown) {
      setProblem(troubleOf(thrown).message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <button type="button" className="danger" onClick={() => dialog.current?.showModal()}>
        Stop the channel…
      </button>
      <dialog ref={dialog} aria-labelledby="stop-title">
        <div className="stack">
          <h2 id="stop-title">Stop “{session.name}”?</h2>
          <p>
            Captions end for everybody who watches. What was said stays and can be downloaded. The channel can be put on
            air again; what is said until then is not heard.
          </p>
          {problem && <p role="alert">{problem}</p>}
          <div className="buttons end">
            {/* The first thing in focus is the harmless one. */}
            <button type="button" onClick={() => dialog.current?.close()}>
              Keep it on air
            </button>
            <button type="button" className="danger sure" disabled={busy} onClick={() => void stop()}>
              {busy ? 'Stopping…' : 'Stop it'}
            </button>
          </div>
        </div>
      </dialog>
    </>
  );
}

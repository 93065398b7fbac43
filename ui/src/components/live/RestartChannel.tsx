'use client';

import { useRef, useState } from 'react';
import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { Session } from '@/lib/control/types';

interface RestartChannelProps {
  readonly session: Session;
  readonly etag: string | null;
  readonly over: boolean;
  readonly onRestarted: () => void;
}

/** Puts a channel on air again that is over; takes a running one up anew, after asking once more. */
export function RestartChannel({ session, etag, over, onRestarted }: RestartChannelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // A file is played from its beginning again: what it says stands in the transcript twice.
  const asks = !over || session.source.protocol === 'file';

  const restart = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await control.restart(session.id, etag);
      dialog.current?.close();
    } catch (thrown) {
      const trouble = troubleOf(thrown);
      setProblem(
        trouble.kind === 'problem' && trouble.status === 412
          ? 'Somebody else has changed the channel in the meantime. It was read again: look, then repeat.'
          : trouble.message,
      );
    } finally {
      setBusy(false);
      onRestarted();
    }
  };

  return (
    <>
      <button
        type="button"
        disabled={busy}
        onClick={() => {
          if (asks) {
            dialog.current?.showModal();
          } else {
            void restart();
          }
        }}
      >
        {over ? 'Put on air again' : 'Restart'}
        {asks ? '…' : ''}
      </button>
      {problem && !asks && <p role="alert">{problem}</p>}
      <dialog ref={dialog} aria-labelledby="restart-title">
        <div className="stack">
          <h2 id="restart-title">{over ? `Put “${session.name}” on air again?` : `Take “${session.name}” up anew?`}</h2>
          <p>
            {over
              ? 'The file is played from its beginning: what it says will stand in the transcript once more.'
              : 'A new connection and a new decoder begin where the old ones end; captions pause for some seconds. What the origin no longer has by then is missing, and declared as a gap.'}
          </p>
          {problem && <p role="alert">{problem}</p>}
          <div className="buttons end">
            <button type="button" onClick={() => dialog.current?.close()}>
              Leave it as it is
            </button>
            <button type="button" className="primary" disabled={busy} onClick={() => void restart()}>
              {busy ? 'Restarting…' : over ? 'Play it again' : 'Restart it'}
            </button>
          </div>
        </div>
      </dialog>
    </>
  );
}

'use client';

import { useEffect } from 'react';
import { languageName } from '@/components/words';
import { usePreference } from '@/components/use-preference';
import type { DubState } from '@/lib/dub/player';
import styles from './DubControls.module.css';

interface DubControlsProps {
  readonly language: string;
  readonly voice: string | null;
  readonly state: DubState;
  readonly onTurn: (on: boolean) => void;
  readonly onVolume: (volume: number) => void;
}

/** The machine voice of one language: on or off, how loud, and what it does. */
export function DubControls({ language, voice, state, onTurn, onVolume }: DubControlsProps) {
  const [kept, keep] = usePreference(`volume.${language}`);
  const percent = kept === null ? 100 : Number(kept);
  useEffect(() => {
    onVolume(percent / 100);
  }, [onVolume, percent]);
  const name = languageName(language);
  return (
    <div
      className={styles.dub}
      role="group"
      aria-label={`Machine voice, ${name}`}
      data-dub={language}
      data-spoken={state.spoken}
      data-level={state.level.toFixed(3)}
    >
      <button
        type="button"
        className="small"
        aria-pressed={state.on}
        data-shortcut="dub"
        title={voice ? `Spoken by a machine: the voice “${voice}”` : 'Spoken by a machine'}
        onClick={() => {
          onTurn(!state.on);
        }}
      >
        <span aria-hidden="true">{state.on ? '🔊' : '🔈'}</span> Machine voice {state.on ? 'on' : 'off'}
      </button>
      {state.on && (
        <>
          <label className={styles.volume}>
            <span className="unseen">Volume, {name}</span>
            <input
              type="range"
              min={0}
              max={100}
              step={5}
              value={percent}
              onChange={(event) => {
                keep(event.target.value);
              }}
            />
          </label>
          <span className={styles.said}>
            <span className={styles.level} aria-hidden="true">
              <span style={{ inlineSize: `${Math.min(100, state.level * 300).toFixed(0)}%` }} />
            </span>
            <span role="status">{inWords(state)}</span>
          </span>
        </>
      )}
    </div>
  );
}

function inWords({ speaking, spoken, late, problem }: DubState): string {
  const left = late > 0 ? ` ${late === 1 ? 'One sentence was' : `${late} sentences were`} left out: too late.` : '';
  if (problem) {
    return problem + left;
  }
  if (speaking === null && spoken === 0) {
    return `Waiting for the next sentence.${left}`;
  }
  return left.trim();
}

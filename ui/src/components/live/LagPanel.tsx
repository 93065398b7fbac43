import { duration, languageName } from '@/components/words';
import type { Lag, LagStep } from '@/lib/captions/lag';
import { medianMs } from '@/lib/captions/lag';
import type { Transcript } from '@/lib/captions/transcript';
import styles from './LagPanel.module.css';

const STAGE_WORDS: Readonly<Record<string, string>> = {
  cut: 'Cut',
  recognise: 'Recognised',
  settle: 'Settled',
  fanout: 'Fanned out',
  translate: 'Translated',
  speak: 'Spoken',
  delivery: 'Delivered',
};

interface LagPanelProps {
  readonly liveFinals: Transcript['liveFinals'];
  readonly clockAheadMs: number;
}

/** How long after the last sound a final was here, and where the time went. */
export function LagPanel({ liveFinals, clockAheadMs }: LagPanelProps) {
  const measured = Object.entries(liveFinals).flatMap(([language, finals]) => {
    const lags = finals.flatMap(({ lag }) => (lag ? [lag] : []));
    const newest = lags.at(-1);
    return newest
      ? [{ language, newest, medianMs: medianMs(lags.map((lag) => lag.totalMs)) ?? 0, count: lags.length }]
      : [];
  });
  return (
    <section className="panel stack" aria-labelledby="lag">
      <h2 id="lag">Lag of finals</h2>
      {measured.length === 0 && (
        <p className="soft">Measured from the last sound of a caption to its final on this page. None has come yet.</p>
      )}
      {measured.map(({ language, newest, medianMs: median, count }) => (
        <div key={language} className={styles.language}>
          <h3>{languageName(language)}</h3>
          <p>
            <strong className={styles.newest}>{duration(newest.totalMs)}</strong>
            <span className="soft">
              {' '}
              newest · {duration(median)} median of {count}
            </span>
          </p>
          <StageBar lag={newest} />
          <details>
            <summary>Where the time went</summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">Step</th>
                  <th scope="col">Waited</th>
                  <th scope="col">Worked</th>
                </tr>
              </thead>
              <tbody>
                {newest.steps.map((step, i) => (
                  <tr key={step.stage}>
                    <th scope="row">
                      <span aria-hidden="true" className={styles.key} style={{ background: colour(i) }} />
                      {stageWords(step)}
                    </th>
                    <td>{duration(step.waitMs)}</td>
                    <td>{duration(step.workMs)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </div>
      ))}
      {clockAheadMs !== 0 && (
        <p className="soft">
          This device&apos;s clock is {duration(Math.abs(clockAheadMs))} {clockAheadMs > 0 ? 'ahead of' : 'behind'} the
          server&apos;s; the figures are corrected by that.
        </p>
      )}
    </section>
  );
}

function StageBar({ lag }: { lag: Lag }) {
  return (
    <div className={styles.bar} aria-hidden="true">
      {lag.steps.map((step, i) => (
        <span
          key={step.stage}
          title={`${stageWords(step)}: ${duration(step.waitMs + step.workMs)}`}
          style={{ flexGrow: step.waitMs + step.workMs, background: colour(i) }}
        />
      ))}
    </div>
  );
}

function stageWords({ stage }: LagStep): string {
  return STAGE_WORDS[stage] ?? stage;
}

function colour(index: number): string {
  return `var(--bar-${(index % 6) + 1})`;
}

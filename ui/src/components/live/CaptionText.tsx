import type { ReactNode } from 'react';
import type { Cell } from '@/lib/captions/transcript';
import styles from './CaptionText.module.css';

/** One caption in one language. What may still change looks like it, and says so. */
export function CaptionText({ cell, awaited }: { cell: Cell | undefined; awaited: boolean }): ReactNode {
  if (!cell) {
    return awaited ? (
      <span className={styles.awaited} lang="en" dir="ltr">
        being translated…
      </span>
    ) : null;
  }
  switch (cell.kind) {
    case 'final':
      return (
        <>
          {cell.text}
          {cell.degraded && (
            <span
              lang="en"
              dir="ltr"
              className={styles.flag}
              title="Made by a smaller model, because the machine was overloaded"
            >
              rough
            </span>
          )}
        </>
      );
    case 'partial':
      return (
        <span className={styles.partial}>
          <span className="unseen" lang="en">
            (provisional){' '}
          </span>
          <span className={styles.stable}>{cell.text.slice(0, cell.stableLength)}</span>
          <span className={styles.open}>{cell.text.slice(cell.stableLength)}</span>
          <span aria-hidden="true" className={styles.more}>
            {' '}
            …
          </span>
        </span>
      );
    case 'untranslated':
      return (
        <span className={styles.untranslated} lang="en" dir="ltr" title={cell.detail}>
          Not translated. {cell.reason}
        </span>
      );
    case 'withdrawn':
      return null;
  }
}

'use client';

import { useId, useState } from 'react';
import styles from './Copied.module.css';

/** A text that is to be taken elsewhere. */
export function Copied({ words, text }: { words: string; text: string }) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.copied}>
      <label htmlFor={id}>{words}</label>
      <input
        id={id}
        type="text"
        readOnly
        value={text}
        onFocus={(event) => {
          event.target.select();
        }}
      />
      <button
        type="button"
        className="small"
        onClick={() =>
          void navigator.clipboard.writeText(text).then(
            () => {
              setCopied(true);
            },
            () => undefined, // it can be copied by hand
          )
        }
      >
        {copied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}

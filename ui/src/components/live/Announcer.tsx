'use client';

import { useId, useState } from 'react';
import { direction, languageName } from '@/components/words';
import type { Transcript } from '@/lib/captions/transcript';
import styles from './Announcer.module.css';

const ANNOUNCED_AT_ONCE = 3;

/** Finals, and only finals, of one language for screen readers; partials would talk over themselves. */
export function Announcer({
  liveFinals,
  languages,
}: {
  liveFinals: Transcript['liveFinals'];
  languages: readonly string[];
}) {
  const id = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const offered = [...new Set(languages)];
  const language = chosen ?? offered[0] ?? '';
  const finals = (liveFinals[language] ?? []).slice(-ANNOUNCED_AT_ONCE);
  return (
    <div className={styles.announcer}>
      <label htmlFor={id}>Screen readers announce</label>
      <select
        id={id}
        value={language}
        onChange={(event) => {
          setChosen(event.target.value);
        }}
      >
        {offered.map((tag) => (
          <option key={tag} value={tag}>
            {languageName(tag)}
          </option>
        ))}
        <option value="">nothing</option>
      </select>
      <div className="unseen" role="log" aria-live="polite" aria-relevant="additions" aria-label="New captions">
        {finals.map(({ captionId, text }) => (
          <p key={captionId} lang={language} dir={direction(language)}>
            {text}
          </p>
        ))}
      </div>
    </div>
  );
}

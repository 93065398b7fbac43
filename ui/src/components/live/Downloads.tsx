'use client';

import { useState } from 'react';
import { languageName } from '@/components/words';
import type { CaptionFormat } from '@/lib/control/door';
import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { Session } from '@/lib/control/types';
import styles from './Downloads.module.css';

const FORMATS: readonly { format: CaptionFormat; words: string }[] = [
  { format: 'srt', words: 'SRT' },
  { format: 'vtt', words: 'WebVTT' },
  { format: 'ttml', words: 'TTML' },
  { format: 'ebuttd.xml', words: 'EBU-TT-D' },
  { format: 'txt', words: 'Text' },
  { format: 'json', words: 'JSON' },
];

interface DownloadsProps {
  readonly session: Session;
  readonly spokenLanguages: readonly string[];
  readonly translatedLanguages: readonly string[];
}

/** All finals so far, as files. */
export function Downloads({ session, spokenLanguages, translatedLanguages }: DownloadsProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const languages = [...new Set([...spokenLanguages, ...translatedLanguages])];

  // The token goes into a header, so a plain link would not do.
  const download = async (format: CaptionFormat, language: string) => {
    setProblem(null);
    try {
      const address = URL.createObjectURL(await control.captions(session.id, format, language));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${fileName(session.name)}.${language}.${format}`;
      link.click();
      setTimeout(() => {
        URL.revokeObjectURL(address);
      }, 60_000);
    } catch (thrown) {
      setProblem(troubleOf(thrown).message);
    }
  };

  return (
    <section className="panel stack" aria-labelledby="downloads">
      <h2 id="downloads">Download</h2>
      <p className="soft">All finals so far.</p>
      <ul className={styles.languages}>
        {languages.map((language) => (
          <li key={language}>
            <span id={`download-${language}`}>{languageName(language)}</span>
            <span className={styles.formats} role="group" aria-labelledby={`download-${language}`}>
              {FORMATS.map(({ format, words }) => (
                <button key={format} type="button" className="small" onClick={() => void download(format, language)}>
                  {words}
                </button>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}

/** What every file system takes. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 80) || 'captions'
  );
}

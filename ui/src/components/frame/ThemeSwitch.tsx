'use client';

import { useEffect } from 'react';
import { usePreference } from '@/components/use-preference';
import styles from './ThemeSwitch.module.css';

const THEMES = [
  { theme: 'system', words: 'As the system' },
  { theme: 'light', words: 'Light' },
  { theme: 'dark', words: 'Dark' },
];

/** Light, dark, or as the system has it; kept in this browser. */
export function ThemeSwitch() {
  const [kept, keep] = usePreference('theme');
  const theme = kept ?? 'system';
  useEffect(() => {
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    } else {
      delete document.documentElement.dataset.theme;
    }
  }, [theme]);
  return (
    <label className={styles.theme}>
      <span className="unseen">Colours</span>
      <select
        value={theme}
        onChange={(event) => {
          keep(event.target.value);
        }}
      >
        {THEMES.map((option) => (
          <option key={option.theme} value={option.theme}>
            {option.words}
          </option>
        ))}
      </select>
    </label>
  );
}

'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { usePreference } from '@/components/use-preference';
import styles from './Shortcuts.module.css';

const KEYS = [
  { key: '?', words: 'This list' },
  { key: 'c', words: 'Channels' },
  { key: 'n', words: 'New channel' },
  { key: '/', words: 'Filter the channels' },
  { key: 'e', words: 'Newest caption (on a channel\u2019s page)' },
  { key: 'd', words: 'Machine voice on or off (on a channel\u2019s page; the first that speaks)' },
];

/** Keys for what is used most. Whoever dictates or types with one key switches them off here. */
export function Shortcuts() {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [kept, keep] = usePreference('shortcuts');
  const on = kept !== 'off';

  useEffect(() => {
    if (!on) {
      return;
    }
    const pressed = (event: KeyboardEvent) => {
      const into = event.target as HTMLElement;
      if (event.ctrlKey || event.altKey || event.metaKey || into.closest('input, select, textarea, dialog')) {
        return;
      }
      const press = (selector: string) => {
        const found = document.querySelector<HTMLElement>(selector);
        if (found) {
          event.preventDefault();
          if (found instanceof HTMLInputElement) {
            found.focus();
          } else {
            found.click();
          }
        }
      };
      switch (event.key) {
        case '?':
          dialog.current?.showModal();
          break;
        case 'c':
          router.push('/');
          break;
        case 'n':
          router.push('/new');
          break;
        case '/':
          press('[data-shortcut="filter"]');
          break;
        case 'e':
          press('[data-shortcut="newest"]');
          break;
        case 'd':
          press('[data-shortcut="dub"]');
          break;
      }
    };
    document.addEventListener('keydown', pressed);
    return () => {
      document.removeEventListener('keydown', pressed);
    };
  }, [on, router]);

  return (
    <>
      <button type="button" className="small" onClick={() => dialog.current?.showModal()}>
        Keys
      </button>
      <dialog ref={dialog} aria-labelledby="keys-title">
        <div className="stack">
          <h2 id="keys-title">Keys</h2>
          <p>Everything on these pages can be reached with Tab and pressed with Enter or Space. Besides:</p>
          <dl className={styles.keys}>
            {KEYS.map(({ key, words }) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
          <label className="choice">
            <input
              type="checkbox"
              checked={on}
              onChange={(event) => {
                keep(event.target.checked ? 'on' : 'off');
              }}
            />
            Single keys do this
          </label>
          <div className="buttons end">
            <button type="button" onClick={() => dialog.current?.close()}>
              Close
            </button>
          </div>
        </div>
      </dialog>
    </>
  );
}

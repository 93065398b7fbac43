import { languageName } from '@/components/words';
import type { Languages } from '@/lib/control/types';
import type { Wish } from './targets';
import { hasVoice } from './targets';
import styles from './TargetPicker.module.css';

interface TargetPickerProps {
  readonly languages: Languages;
  readonly sourceLanguage: string;
  /** Languages that can be translated into, or are. */
  readonly offered: readonly string[];
  readonly wishes: readonly Wish[];
  readonly onChange: (wishes: readonly Wish[]) => void;
}

/** Which languages are captioned, and which of them a machine speaks. */
export function TargetPicker({ languages, sourceLanguage, offered, wishes, onChange }: TargetPickerProps) {
  const wishOf = (language: string) => wishes.find((wish) => wish.language === language);
  const without = (language: string) => wishes.filter((wish) => wish.language !== language);
  const set = (wish: Wish) => {
    onChange([...without(wish.language), wish]);
  };
  return (
    <ul className={styles.targets}>
      {offered.map((language) => (
        <li key={language}>
          <label className="choice">
            <input
              type="checkbox"
              checked={wishOf(language) !== undefined}
              onChange={(event) => {
                if (event.target.checked) {
                  set({ language, dub: false });
                } else {
                  onChange(without(language));
                }
              }}
            />
            {languageName(language)}
          </label>
          {hasVoice(languages, language) && (
            <label className="choice">
              <input
                type="checkbox"
                checked={wishOf(language)?.dub ?? false}
                onChange={(event) => {
                  set({ language, dub: event.target.checked });
                }}
              />
              <span>
                and a machine voice<span className="unseen"> in {languageName(language)}</span>
              </span>
            </label>
          )}
        </li>
      ))}
      {sourceLanguage !== 'auto' && hasVoice(languages, sourceLanguage) && (
        <li>
          <label className="choice">
            <input
              type="checkbox"
              checked={wishOf(sourceLanguage)?.dub ?? false}
              onChange={(event) => {
                onChange(
                  event.target.checked
                    ? [...without(sourceLanguage), { language: sourceLanguage, dub: true }]
                    : without(sourceLanguage),
                );
              }}
            />
            A machine voice in {languageName(sourceLanguage)}, as it is spoken
          </label>
        </li>
      )}
    </ul>
  );
}

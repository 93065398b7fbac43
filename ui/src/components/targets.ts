import type { Languages, NewTarget } from '@/lib/control/types';

/** A language that is wished, and whether a machine speaks it. */
export interface Wish {
  readonly language: string;
  readonly dub: boolean;
}

/** Languages that can be listed as targets: those that can be translated into, and the spoken one if it has a voice. */
export function targetsOf(languages: Languages, sourceLanguage: string): string[] {
  const targets = languages.pairs
    .filter(
      ({ source, target }) => (sourceLanguage === 'auto' || source === sourceLanguage) && target !== sourceLanguage,
    )
    .map(({ target }) => target);
  return [...new Set(targets)].sort();
}

/** Whether an installed voice speaks it. */
export function hasVoice(languages: Languages, language: string): boolean {
  return languages.voices.some((voices) => voices.language === language && voices.names.length > 0);
}

/** As the API takes it; the voice is the first that is installed. */
export function asTargets(wishes: readonly Wish[]): NewTarget[] {
  return wishes.map(({ language, dub }) => (dub ? { language, dub } : { language }));
}

export function sameWishes(a: readonly Wish[], b: readonly Wish[]): boolean {
  const key = (wishes: readonly Wish[]) =>
    wishes
      .map(({ language, dub }) => `${language}${dub ? '+' : ''}`)
      .sort()
      .join(' ');
  return key(a) === key(b);
}

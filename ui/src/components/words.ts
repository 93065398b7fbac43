import type { ActualState } from '@/lib/control/types';

const LANGUAGE_NAMES = new Intl.DisplayNames(['en'], { type: 'language' });
const RIGHT_TO_LEFT = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);
const RIGHT_TO_LEFT_SCRIPTS = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm']);

export const STATE_WORDS: Readonly<Record<ActualState, string>> = {
  pending: 'Waiting',
  connecting: 'Connecting',
  'on-air': 'On air',
  stalled: 'Stalled',
  retrying: 'Trying again',
  ended: 'Ended',
  stopped: 'Stopped',
  failed: 'Failed',
};

export function isState(state: string): state is ActualState {
  return Object.hasOwn(STATE_WORDS, state);
}

/** The session will not come back. */
export function isOver(state: string): boolean {
  return state === 'ended' || state === 'stopped' || state === 'failed';
}

/** What is shown with other sentences behind it ends like one. */
export function sentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** `es` → Spanish; what is no BCP-47 tag stays as it is. */
export function languageName(tag: string): string {
  if (tag === 'auto') {
    return 'Detected language';
  }
  try {
    return LANGUAGE_NAMES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export function direction(tag: string): 'ltr' | 'rtl' {
  const [language = '', ...rest] = tag.split('-');
  const script = rest.find((part) => part.length === 4);
  const rightToLeft = script
    ? RIGHT_TO_LEFT_SCRIPTS.has(script.charAt(0).toUpperCase() + script.slice(1).toLowerCase())
    : RIGHT_TO_LEFT.has(language.toLowerCase());
  return rightToLeft ? 'rtl' : 'ltr';
}

/** 3 671 000 → 1:01:11 */
export function mediaTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const h = Math.floor(seconds / 3600);
  return `${h > 0 ? `${h}:` : ''}${h > 0 ? two(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** 2 340 → 2.3 s; 95 000 → 1 min 35 s */
export function duration(ms: number): string {
  if (ms < 60_000) {
    return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  }
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60
    ? `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const TODAY = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const OTHER_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The time of day, with the date unless it is today. */
export function moment(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  return (at.toDateString() === new Date(nowMs).toDateString() ? TODAY : OTHER_DAY).format(at);
}

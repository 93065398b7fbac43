import { isOver } from '@/components/words';
import type { Session } from '@/lib/control/types';

/** What the list can be narrowed to; every channel is in exactly one. */
export type Group = 'down' | 'attention' | 'ok' | 'over';

export const GROUPS: readonly { readonly group: Group; readonly words: string }[] = [
  { group: 'down', words: 'No captions' },
  { group: 'attention', words: 'To be looked at' },
  { group: 'ok', words: 'As wished' },
  { group: 'over', words: 'Over' },
];

export function groupOf(session: Session): Group {
  const { state } = session.health;
  if (state === 'ok') {
    return isOver(session.actual.state) ? 'over' : 'ok';
  }
  return state === 'down' ? 'down' : 'attention';
}

/** The troubled first; among equals those that are so for the shortest time, then the newest. */
export function troubledFirst(sessions: readonly Session[]): Session[] {
  const rank = (session: Session) => GROUPS.findIndex(({ group }) => group === groupOf(session));
  const since = (session: Session) => Date.parse(session.health.findings[0]?.since ?? session.createdAt);
  return [...sessions].sort((a, b) => rank(a) - rank(b) || since(b) - since(a) || a.id.localeCompare(b.id));
}

export function countByGroup(sessions: readonly Session[]): Readonly<Record<Group, number>> {
  const counts: Record<Group, number> = { down: 0, attention: 0, ok: 0, over: 0 };
  sessions.forEach((session) => {
    counts[groupOf(session)] += 1;
  });
  return counts;
}

/** Name, address and languages are looked through; every word must be found. */
export function matching(sessions: readonly Session[], text: string, group: Group | null): Session[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return sessions.filter((session) => {
    const says = [
      session.name,
      session.source.url,
      session.sourceLanguage,
      ...session.targets.map(({ language }) => language),
      session.health.message,
    ]
      .join(' ')
      .toLocaleLowerCase();
    return (group === null || groupOf(session) === group) && words.every((word) => says.includes(word));
  });
}

import { expect, it } from 'vitest';
import type { Session } from '@/lib/control/types';
import { SESSION } from '../session-for-tests';
import { countByGroup, matching, troubledFirst } from './sorting';

const finding = (severity: 'critical' | 'warning', since: string) => ({
  code: 'x',
  severity,
  since,
  message: 'It stalls.',
  action: '',
  party: '' as const,
});
const named = (name: string, more: Partial<Session> = {}): Session => ({ ...SESSION, id: name, name, ...more });
const well = named('well');
const over = named('over', { actual: { ...SESSION.actual, state: 'ended' } });
const down = (name: string, since: string) =>
  named(name, { health: { state: 'down', message: 'It stalls.', findings: [finding('critical', since)] } });
const slow = named('slow', {
  health: { state: 'attention', message: 'Late.', findings: [finding('warning', '2026-11-22T18:00:00Z')] },
});
const ALL = [over, well, down('old', '2026-11-22T10:00:00Z'), slow, down('new', '2026-11-22T18:00:00Z')];

it('puts the troubled first, and of those what has just begun', () => {
  expect(troubledFirst(ALL).map(({ name }) => name)).toEqual(['new', 'old', 'slow', 'well', 'over']);
});

it('counts every channel once', () => {
  expect(countByGroup(ALL)).toEqual({ down: 2, attention: 1, ok: 1, over: 1 });
});

it('finds by words of the name, the address, the trouble, and by group', () => {
  expect(matching(ALL, 'stalls', null)).toHaveLength(2);
  expect(matching(ALL, 'NEW stall', null).map(({ name }) => name)).toEqual(['new']);
  expect(matching(ALL, 'origin.example', 'ok').map(({ name }) => name)).toEqual(['well']);
  expect(matching(ALL, 'nowhere', null)).toEqual([]);
});

// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { SESSION } from '../session-for-tests';
import { Findings } from './Findings';

afterEach(cleanup);

const words = (session: typeof SESSION) => render(<Findings session={session} nowMs={0} />).container.textContent;

it('says nothing when nothing is the matter', () => {
  expect(words(SESSION)).toBe('');
});

it('says what is awaited', () => {
  expect(words({ ...SESSION, notYet: 'waiting for a bridge, for 3 s' })).toBe('Waiting for a bridge, for 3 s');
});

it('says what is wrong, what to do and whose it is, the worst first', () => {
  const finding = { since: '2026-11-22T18:00:00Z', action: 'Look.', party: 'source' as const };
  const said = words({
    ...SESSION,
    notYet: 'the source has given no sound for 9 s',
    health: {
      state: 'down',
      message: 'It gives nothing.',
      findings: [
        { ...finding, code: 'stall', severity: 'critical', message: 'It gives nothing.' },
        { ...finding, code: 'silence', severity: 'warning', message: 'Nobody speaks.', party: '' },
      ],
    },
  });
  expect(said).toMatch(/^It gives nothing\.To do: Look\.Since .*; it is the source’s\.Nobody speaks\./);
  expect(said).not.toContain('has given no sound');
});

// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cell, Row, Transcript } from '@/lib/captions/transcript';
import { EMPTY_TRANSCRIPT } from '@/lib/captions/transcript';
import { SESSION } from '../session-for-tests';
import { SILENT } from '@/lib/dub/player';
import { Captions } from './Captions';
import { ConnectionLine } from './ConnectionLine';

afterEach(cleanup);

const NO_DUB = { stateOf: () => SILENT, turn: () => undefined, setVolume: () => undefined };
const final = (text: string): Cell => ({ kind: 'final', revision: 9, text, degraded: false, lag: null });
const partial = (text: string, stableLength: number): Cell => ({ kind: 'partial', revision: 1, text, stableLength });

function row(captionId: string, cells: Row['cells']): Row {
  const place = {
    epoch: 1,
    utteranceStartSample: 0,
    segment: 0,
    mediaStartSample: 0,
    sessionStartMs: 61_000,
    sessionEndMs: 62_000,
  };
  return { captionId, place, sourceLanguage: 'en', cells, spoken: {} };
}
const live = (...rows: Row[]): Transcript => ({ ...EMPTY_TRANSCRIPT, phase: 'live', rows });
const show = (transcript: Transcript, state = 'on-air') =>
  render(<Captions transcript={transcript} session={SESSION} state={state} languages={['es', 'ar']} dub={NO_DUB} />);

describe('captions on the page', () => {
  it('writes each language as it is written', () => {
    show(live(row('a', { en: final('Good evening.'), es: final('Buenas tardes.'), ar: final('مساء الخير.') })));
    const written = (text: string) => screen.getByText(text).closest('[lang]');
    expect(written('Buenas tardes.')?.getAttribute('lang')).toBe('es');
    expect(written('مساء الخير.')?.getAttribute('dir')).toBe('rtl');
    expect(written('Good evening.')?.getAttribute('dir')).toBe('ltr');
  });

  it('tells what stays of a partial from what may change, and says that it is provisional', () => {
    show(live(row('a', { en: partial('The minister set', 12) })));
    const item = screen.getByRole('listitem');
    expect(within(item).getByText('The minister').className).not.toBe(within(item).getByText('set').className);
    expect(item.textContent).toContain('(provisional)');
  });

  it('reads aloud finals only, of one language', () => {
    const liveFinals = {
      en: [{ captionId: 'a', text: 'Good evening.', lag: null }],
      es: [{ captionId: 'a', text: 'Buenas tardes.', lag: null }],
    };
    show({ ...live(row('a', { en: final('Good evening.') }), row('b', { en: partial('The mini', 0) })), liveFinals });
    const log = screen.getByRole('log');
    expect(log.getAttribute('aria-live')).toBe('polite');
    expect(log.textContent).toBe('Buenas tardes.');
    expect(screen.getByText('The mini').closest('[aria-live]')).toBeNull();
  });

  it('says when a translation is on its way and when there is none', () => {
    const untranslated: Cell = {
      kind: 'untranslated',
      revision: 9,
      settled: true,
      reason: 'It took too long.',
      detail: '',
    };
    show(live(row('a', { en: final('Good evening.'), es: untranslated })));
    expect(screen.getByText('Not translated. It took too long.')).toBeDefined();
    expect(screen.getByText('being translated…')).toBeDefined();
  });

  it('does not wait for translations into a language that was not wished then', () => {
    const told = ['a', 'b', 'c'].map((id) => row(id, { en: final(id), es: final(id), ar: final(id) }));
    show(live(row('before', { en: final('Good evening.'), es: final('Buenas tardes.') }), ...told));
    expect(screen.queryByText('being translated…')).toBeNull();
  });

  it.each([
    [live(), 'on-air', /Nothing has been said yet/],
    [live(row('a', { en: final('x') })), 'on-air', /newest captions from before you came/],
    [live(row('a', { en: final('x') })), 'ended', /The source has ended/],
    [live(), 'stopped', /The channel was stopped. Nothing was said/],
    [{ ...live(row('a', { en: final('x') })), rowsLetGo: 3 }, 'on-air', /have left this page/],
    [{ ...live(row('a', { en: final('x') })), resetReason: 'The log is new.' }, 'on-air', /The log is new/],
  ])('explains itself (%#)', (transcript, state, words) => {
    show(transcript, state);
    expect(screen.getByText(words)).toBeDefined();
  });
});

describe('the line about the connection', () => {
  const line = (props: Partial<Parameters<typeof ConnectionLine>[0]>) => {
    const { container } = render(
      <ConnectionLine
        connection={{ kind: 'open', quietSinceMs: null }}
        phase="live"
        over={false}
        refused={null}
        nowMs={100_000}
        onRetry={() => undefined}
        {...props}
      />,
    );
    return container.textContent;
  };

  it('says live only when it is', () => {
    expect(line({})).toContain('Connected, live.');
    expect(line({ phase: 'replay' })).toContain('Fetching what was missed');
    expect(line({ connection: { kind: 'connecting', attempt: 0 } })).toContain('Connecting');
    expect(line({ connection: { kind: 'open', quietSinceMs: 70_000 } })).toContain(
      'Nothing heard from the server for 30.0 s',
    );
    expect(line({ over: true })).not.toContain('live');
    expect(line({ refused: 'It belongs to another organisation.' })).toContain('does not show this channel');
  });

  it('says why it is not connected and when it tries again', () => {
    const waiting = { kind: 'waiting', attempt: 2, retryAtMs: 103_400, why: 'The server restarts.' } as const;
    expect(line({ connection: waiting })).toContain(
      'Not connected, so nothing new can arrive. The server restarts. Next try in 4 s.',
    );
    expect(screen.getByRole('button', { name: 'Try now' })).toBeDefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { Lag } from './lag';
import type { Arrival, Cell, Place, Transcript } from './transcript';
import { EMPTY_TRANSCRIPT, ROWS_KEPT, reduce } from './transcript';

const LAG: Lag = { totalMs: 900, steps: [] };

function place(startSample: number, segment = 0, epoch = 1): Place {
  return {
    epoch,
    utteranceStartSample: startSample,
    segment,
    mediaStartSample: startSample,
    sessionStartMs: startSample / 16,
    sessionEndMs: startSample / 16 + 1_000,
  };
}
const partial = (text: string, revision = 1): Cell => ({ kind: 'partial', text, revision, stableLength: 0 });
const final = (text: string, revision = 9): Cell => ({ kind: 'final', text, revision, degraded: false, lag: LAG });
const withdrawn = (revision: number): Cell => ({ kind: 'withdrawn', revision });
const untranslated: Cell = { kind: 'untranslated', revision: 9, settled: true, reason: 'No pack.', detail: '' };

function heard(captionId: string, at: Place, cell: Cell): Arrival {
  return { kind: 'text', captionId, language: 'en', sourceLanguage: 'en', place: at, cell };
}
function translated(captionId: string, at: Place, cell: Cell, language = 'es'): Arrival {
  return { kind: 'text', captionId, language, sourceLanguage: 'en', place: at, cell };
}
const after = (...arrivals: Arrival[]): Transcript => arrivals.reduce(reduce, EMPTY_TRANSCRIPT);

/** Reads as the page does: `a[en:"…"]`; a partial has a ~ before it. */
function read(transcript: Transcript): string[] {
  return transcript.rows.map((row) => {
    const cells = Object.entries(row.cells)
      .filter(([, cell]) => cell.kind !== 'withdrawn')
      .map(([language, cell]) => {
        const text = cell.kind === 'final' || cell.kind === 'partial' ? cell.text : cell.kind;
        return `${language}:${cell.kind === 'partial' ? '~' : ''}${text}`;
      });
    return `${row.captionId}[${cells.sort().join(' ')}]`;
  });
}

describe('the transcript on the page', () => {
  const A = place(0);
  const B = place(16_000);

  it.each<[string, Arrival[], string[]]>([
    ['shows a partial', [heard('a', A, partial('hel'))], ['a[en:~hel]']],
    [
      'puts a newer partial over an older one',
      [heard('a', A, partial('hel')), heard('a', A, partial('hello', 2))],
      ['a[en:~hello]'],
    ],
    [
      'never puts an older partial over a newer one',
      [heard('a', A, partial('hello', 2)), heard('a', A, partial('hel'))],
      ['a[en:~hello]'],
    ],
    [
      'settles a partial into a final',
      [heard('a', A, partial('hello', 2)), heard('a', A, final('Hello.', 3))],
      ['a[en:Hello.]'],
    ],
    [
      'never puts a partial over a final',
      [heard('a', A, final('Hello.')), heard('a', A, partial('hell', 99))],
      ['a[en:Hello.]'],
    ],
    [
      'takes the same final twice as one',
      [heard('a', A, final('Hello.')), heard('a', A, final('Hello.'))],
      ['a[en:Hello.]'],
    ],
    [
      'keeps the first of two finals',
      [heard('a', A, final('Hello.')), heard('a', A, final('Hullo.', 10))],
      ['a[en:Hello.]'],
    ],
    ['takes a withdrawn partial off', [heard('a', A, partial('uh')), heard('a', A, withdrawn(2))], ['a[]']],
    [
      'keeps a withdrawn partial off when an older one comes late',
      [heard('a', A, withdrawn(2)), heard('a', A, partial('uh'))],
      ['a[]'],
    ],
    ['does not take a final off', [heard('a', A, final('Hello.')), heard('a', A, withdrawn(99))], ['a[en:Hello.]']],
    [
      'takes drafts of translations off with their caption',
      [heard('a', A, partial('uh')), translated('a', A, partial('eh')), heard('a', A, withdrawn(2))],
      ['a[]'],
    ],
    [
      'puts languages of one caption beside each other',
      [heard('a', A, final('Hello.')), translated('a', A, final('Hola.')), translated('a', A, untranslated, 'fr')],
      ['a[en:Hello. es:Hola. fr:untranslated]'],
    ],
    [
      'takes a translation that comes before its caption',
      [translated('a', A, final('Hola.')), heard('a', A, final('Hello.'))],
      ['a[en:Hello. es:Hola.]'],
    ],
    [
      'keeps an untranslated final as it is',
      [translated('a', A, untranslated), translated('a', A, partial('ho', 99))],
      ['a[es:untranslated]'],
    ],
    [
      'orders by the sound, not by arrival',
      [heard('b', B, final('Two.')), heard('a', A, final('One.'))],
      ['a[en:One.]', 'b[en:Two.]'],
    ],
    [
      'orders segments of one utterance',
      [heard('a1', place(0, 1), final('b')), heard('a0', place(0, 0), final('a'))],
      ['a0[en:a]', 'a1[en:b]'],
    ],
    [
      'puts a later epoch after an earlier one',
      [heard('n', place(0, 0, 2), final('New.')), heard('b', B, final('Old.'))],
      ['b[en:Old.]', 'n[en:New.]'],
    ],
    [
      'drops a partial whose end was lost, when a later utterance settles',
      [heard('a', A, partial('lost')), heard('b', B, final('Two.'))],
      ['b[en:Two.]'],
    ],
    [
      'keeps a partial of the utterance that settles',
      [heard('a1', place(0, 1), partial('rest')), heard('a0', A, final('First.'))],
      ['a0[en:First.]', 'a1[en:~rest]'],
    ],
    [
      'keeps drafts of another language',
      [translated('a', A, partial('hola')), heard('b', B, final('Two.'))],
      ['a[es:~hola]', 'b[en:Two.]'],
    ],
    [
      'begins anew with a snapshot',
      [heard('a', A, final('One.')), { kind: 'snapshot' }, heard('b', B, final('Two.'))],
      ['b[en:Two.]'],
    ],
    [
      'keeps finals and drops partials at a replay',
      [heard('a', A, final('One.')), heard('b', B, partial('Tw')), { kind: 'replay' }],
      ['a[en:One.]'],
    ],
    ['empties the page at a reset', [heard('a', A, final('One.')), { kind: 'reset', reason: 'new log' }], []],
  ])('%s', (_, arrivals, page) => {
    expect(read(after(...arrivals))).toEqual(page);
  });

  it('counts finals that contradict the first one', () => {
    expect(after(heard('a', A, final('Hello.')), heard('a', A, final('Hullo.'))).contradictions).toBe(1);
    expect(after(heard('a', A, final('Hello.')), heard('a', A, final('Hello.'))).contradictions).toBe(0);
  });

  it('follows the phases', () => {
    const phases = [{ kind: 'snapshot' }, { kind: 'live' }, { kind: 'replay' }, { kind: 'live' }] as const;
    expect(phases.map((_, i) => after(...phases.slice(0, i + 1)).phase)).toEqual([
      'snapshot',
      'live',
      'replay',
      'live',
    ]);
    expect(after({ kind: 'reset', reason: 'new log' }).resetReason).toBe('new log');
  });

  it('tells finals that come live from those from before', () => {
    const joined = after(
      { kind: 'snapshot' },
      heard('a', A, final('One.')),
      { kind: 'live' },
      heard('b', B, final('Two.')),
    );
    expect(joined.liveFinals).toEqual({ en: [{ captionId: 'b', text: 'Two.', lag: LAG }] });
  });

  it('lets the oldest rows go', () => {
    const many = Array.from({ length: ROWS_KEPT + 5 }, (_, i) => heard(`c${i}`, place(i * 1600), final(`${i}`)));
    const page = after(...many);
    expect(page.rows).toHaveLength(ROWS_KEPT);
    expect(page.rows[0]?.captionId).toBe('c5');
    expect(page.rowsLetGo).toBe(5);
  });

  it('reads the same however partials were thinned out', () => {
    const all = [
      heard('a', A, partial('he')),
      heard('a', A, partial('hello', 2)),
      translated('a', A, partial('ho')),
      heard('a', A, final('Hello.')),
      translated('a', A, final('Hola.')),
      heard('b', B, partial('tw')),
      heard('b', B, final('Two.')),
    ];
    const finalsOnly = all.filter((a) => a.kind === 'text' && a.cell.kind === 'final');
    expect(read(after(...finalsOnly))).toEqual(read(after(...all)));
  });
});

describe('machine speech', () => {
  const spoken = (captionId: string): Arrival => ({
    kind: 'spoken',
    captionId,
    language: 'es',
    voiced: { kind: 'clip', voice: 'unit' },
    clip: { captionId, language: 'es', startMs: 0, endMs: 1_000, durationMs: 900 },
  });

  it('is offered when it comes live or was missed, not when it was before this page listened', () => {
    const at = place(16_000);
    const before = after({ kind: 'snapshot' }, heard('a', at, final('x')), spoken('a'));
    expect(before.clips).toEqual([]);
    expect(before.rows[0]?.spoken.es).toEqual({ kind: 'clip', voice: 'unit' });
    const live = [{ kind: 'live' } as const, spoken('b'), { kind: 'replay' } as const, spoken('c')].reduce(
      reduce,
      before,
    );
    expect(live.clips.map(({ captionId }) => captionId)).toEqual(['b', 'c']);
  });

  it('follows the programme by the end of its newest final', () => {
    expect(after(heard('a', place(16_000), final('x')), heard('b', place(32_000), partial('y'))).programmeEndMs).toBe(
      2_000,
    );
  });

  it('says of a final that it was left out', () => {
    const voiced = { kind: 'skipped', reason: 'no-voice', detail: 'No voice speaks it.' } as const;
    const { rows, clips } = after({ kind: 'live' }, heard('a', place(16_000), final('x')), {
      kind: 'spoken',
      captionId: 'a',
      language: 'es',
      voiced,
      clip: null,
    });
    expect(rows[0]?.spoken.es).toEqual(voiced);
    expect(clips).toEqual([]);
  });
});

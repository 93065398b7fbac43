import type { Clip } from '@/lib/dub/queue';
import type { Lag } from './lag';

/** One language's text of one caption. */
export type Cell =
  | { readonly kind: 'partial'; readonly revision: number; readonly text: string; readonly stableLength: number }
  | {
      readonly kind: 'final';
      readonly revision: number;
      readonly text: string;
      readonly degraded: boolean;
      /** Null for what had been said before this page listened. */
      readonly lag: Lag | null;
    }
  | {
      readonly kind: 'untranslated';
      readonly revision: number;
      /** The same rule as for a final: nothing comes after it. */
      readonly settled: boolean;
      readonly reason: string;
      readonly detail: string;
    }
  /** Kept, unseen, so that an older partial that comes late stays off the screen. */
  | { readonly kind: 'withdrawn'; readonly revision: number };

/** Where in the session a caption lies. */
export interface Place {
  readonly epoch: number;
  readonly utteranceStartSample: number;
  readonly segment: number;
  readonly mediaStartSample: number;
  /** On the session's own time line, which joins epochs. */
  readonly sessionStartMs: number;
  readonly sessionEndMs: number;
}

export interface Row {
  readonly captionId: string;
  readonly place: Place;
  readonly sourceLanguage: string;
  readonly cells: Readonly<Record<string, Cell>>;
  /** By language: whether a machine speaks it. */
  readonly spoken: Readonly<Record<string, Voiced>>;
}

/** What became of the machine speech of one final. */
export type Voiced =
  | { readonly kind: 'clip'; readonly voice: string }
  | { readonly kind: 'skipped'; readonly reason: string; readonly detail: string };

export interface Status {
  readonly desired: string;
  readonly actual: string;
  readonly sinceMs: number;
  readonly message: string;
  readonly action: string;
  readonly party: string;
  readonly desiredRevision: number;
  readonly observedRevision: number;
}

/** What the server does for this session at the moment. */
export type Phase = 'waiting' | 'snapshot' | 'replay' | 'live';

export interface Transcript {
  readonly phase: Phase;
  /** In the order of the sound. */
  readonly rows: readonly Row[];
  readonly status: Status | null;
  /** Older rows that were let go to keep the page light. */
  readonly rowsLetGo: number;
  /** Finals that came again with other words; the first ones stay. */
  readonly contradictions: number;
  /** Why the server could not go on where this page was. */
  readonly resetReason: string | null;
  readonly refused: { readonly code: string; readonly message: string } | null;
  /** Newest last, per language: finals that came as they were said, not those from before. */
  readonly liveFinals: Readonly<Record<string, readonly LiveFinal[]>>;
  /** Machine speech of what was said since this page listens, as it came. */
  readonly clips: readonly Clip[];
  /** Where the newest final ends, on the session's own time line. */
  readonly programmeEndMs: number;
}

export interface LiveFinal {
  readonly captionId: string;
  readonly text: string;
  readonly lag: Lag | null;
}

export type Arrival =
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'replay' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reset'; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'status'; readonly status: Status }
  | {
      readonly kind: 'spoken';
      readonly captionId: string;
      readonly language: string;
      readonly voiced: Voiced;
      /** Null where nothing is spoken. */
      readonly clip: Clip | null;
    }
  | {
      readonly kind: 'text';
      readonly captionId: string;
      readonly language: string;
      readonly sourceLanguage: string;
      readonly place: Place;
      readonly cell: Cell;
    };

export const ROWS_KEPT = 300;
export const LIVE_FINALS_KEPT = 50;
export const CLIPS_KEPT = 60;

export const EMPTY_TRANSCRIPT: Transcript = {
  phase: 'waiting',
  rows: [],
  status: null,
  rowsLetGo: 0,
  contradictions: 0,
  resetReason: null,
  refused: null,
  liveFinals: {},
  clips: [],
  programmeEndMs: 0,
};

/** The transcript after one arrival. Pure: the same arrivals, in whatever tempo, give the same transcript. */
export function reduce(before: Transcript, arrival: Arrival): Transcript {
  switch (arrival.kind) {
    case 'snapshot':
      // The newest captions follow; what is on the page may have a hole before them.
      return { ...before, phase: 'snapshot', rows: [], rowsLetGo: 0, refused: null };
    case 'replay':
      // The finals missed follow. What was provisional may have been withdrawn meanwhile.
      return { ...before, phase: 'replay', rows: withoutPartials(before.rows, () => true), refused: null };
    case 'live':
      return { ...before, phase: 'live' };
    case 'reset':
      return { ...before, phase: 'waiting', rows: [], rowsLetGo: 0, resetReason: arrival.reason };
    case 'refused':
      return { ...before, refused: { code: arrival.code, message: arrival.message } };
    case 'status':
      return { ...before, status: arrival.status };
    case 'text':
      return withText(before, arrival);
    case 'spoken':
      return withSpoken(before, arrival);
  }
}

function withSpoken(before: Transcript, arrival: Extract<Arrival, { kind: 'spoken' }>): Transcript {
  const { captionId, language, voiced, clip } = arrival;
  // What was spoken before this page listened is not said again.
  const news = clip !== null && (before.phase === 'live' || before.phase === 'replay');
  return {
    ...before,
    rows: before.rows.map((row) =>
      row.captionId === captionId ? { ...row, spoken: { ...row.spoken, [language]: voiced } } : row,
    ),
    clips: news ? [...before.clips, clip].slice(-CLIPS_KEPT) : before.clips,
  };
}

type TextArrival = Extract<Arrival, { kind: 'text' }>;

function withText(before: Transcript, arrival: TextArrival): Transcript {
  const { captionId, language, cell } = arrival;
  const row = before.rows.find((r) => r.captionId === captionId);
  const shown = row?.cells[language];
  if (shown && isSettled(shown)) {
    const differs = isSettled(cell) && wordsOf(cell) !== wordsOf(shown);
    return differs ? { ...before, contradictions: before.contradictions + 1 } : before;
  }
  if (shown && cell.revision < shown.revision && !isSettled(cell)) {
    return before;
  }

  const isSource = language === arrival.sourceLanguage;
  const next: Row = {
    captionId,
    place: isSource || !row ? arrival.place : row.place,
    sourceLanguage: arrival.sourceLanguage,
    cells: { ...withoutDrafts(row?.cells ?? {}, isSource && cell.kind === 'withdrawn'), [language]: cell },
    spoken: row?.spoken ?? {},
  };
  let rows = inserted(before.rows, next);
  if (isSettled(cell)) {
    // Captions settle in the order of the sound: a partial of an earlier utterance has lost its ending on the way.
    rows = withoutPartials(rows, (r, l) => l === language && isEarlierUtterance(r.place, next.place));
  }
  const tooMany = Math.max(0, rows.length - ROWS_KEPT);
  return {
    ...before,
    rows: tooMany ? rows.slice(tooMany) : rows,
    rowsLetGo: before.rowsLetGo + tooMany,
    liveFinals: withLiveFinal(before, captionId, language, cell),
    programmeEndMs:
      cell.kind === 'final' ? Math.max(before.programmeEndMs, next.place.sessionEndMs) : before.programmeEndMs,
  };
}

/** Nothing that comes later may replace it. */
export function isSettled(cell: Cell): boolean {
  return cell.kind === 'final' || (cell.kind === 'untranslated' && cell.settled);
}

/** Something to be seen in at least one of these languages. */
export function isVisible(row: Row, languages: readonly string[]): boolean {
  return languages.some((language) => {
    const cell = row.cells[language];
    return cell !== undefined && cell.kind !== 'withdrawn';
  });
}

function wordsOf(cell: Cell): string {
  return cell.kind === 'final' ? `final:${cell.text}` : cell.kind;
}

function withLiveFinal(before: Transcript, captionId: string, language: string, cell: Cell): Transcript['liveFinals'] {
  if (cell.kind !== 'final' || before.phase !== 'live') {
    return before.liveFinals;
  }
  const finals = before.liveFinals[language] ?? [];
  const { text, lag } = cell;
  return { ...before.liveFinals, [language]: [...finals, { captionId, text, lag }].slice(-LIVE_FINALS_KEPT) };
}

/** Drafts of translations go with the caption that is taken back. */
function withoutDrafts(cells: Row['cells'], taken: boolean): Row['cells'] {
  return taken ? Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell.kind !== 'partial')) : cells;
}

function withoutPartials(rows: readonly Row[], where: (row: Row, language: string) => boolean): readonly Row[] {
  const gone = (row: Row) => Object.entries(row.cells).some(([l, cell]) => cell.kind === 'partial' && where(row, l));
  if (!rows.some(gone)) {
    return rows;
  }
  return rows
    .map((row) =>
      gone(row)
        ? {
            ...row,
            cells: Object.fromEntries(
              Object.entries(row.cells).filter(([l, cell]) => !(cell.kind === 'partial' && where(row, l))),
            ),
          }
        : row,
    )
    .filter((row) => Object.keys(row.cells).length > 0);
}

function inserted(rows: readonly Row[], row: Row): readonly Row[] {
  const others = rows.filter((r) => r.captionId !== row.captionId);
  const at = others.findLastIndex((r) => compare(r.place, row.place) <= 0) + 1;
  return [...others.slice(0, at), row, ...others.slice(at)];
}

function compare(a: Place, b: Place): number {
  return (
    a.epoch - b.epoch ||
    a.mediaStartSample - b.mediaStartSample ||
    a.utteranceStartSample - b.utteranceStartSample ||
    a.segment - b.segment
  );
}

function isEarlierUtterance(a: Place, b: Place): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.utteranceStartSample < b.utteranceStartSample);
}

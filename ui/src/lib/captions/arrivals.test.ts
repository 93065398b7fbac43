import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromJsonString } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { LiveMessageSchema } from '@/gen/contracts/streamlation/v1/live_pb';
import { arrivalOf } from './arrivals';

const GOLDEN = fileURLToPath(new URL('../../../../contracts/src/main/resources/golden/', import.meta.url));
const CAPTURED_AT_MS = 1_795_000_084_400;

function arrival(example: string, wrap = (json: string) => json) {
  const json = wrap(readFileSync(`${GOLDEN}${example}.json`, 'utf8'));
  return arrivalOf(fromJsonString(LiveMessageSchema, json), CAPTURED_AT_MS + 1000);
}

it('reads a final with its place and its lag', () => {
  expect(arrival('LiveMessage')).toMatchObject({
    kind: 'text',
    language: 'en',
    sourceLanguage: 'en',
    place: { epoch: 41, segment: 0, sessionStartMs: 3_600_000 + 81_300 },
    cell: {
      kind: 'final',
      text: 'The minister said “we’ll see” 😀 in Málaga.',
      degraded: true,
      lag: { totalMs: 1000 },
    },
  });
});

it('reads a partial with the part that stays', () => {
  expect(arrival('Caption.partial', (caption) => `{"caption":${caption}}`)).toMatchObject({
    cell: { kind: 'partial', text: 'The minister set', stableLength: 12 },
  });
});

it('reads that a partial is taken back', () => {
  expect(arrival('Caption.withdrawn', (c) => `{"caption":${c}}`)).toMatchObject({
    cell: { kind: 'withdrawn', revision: 3 },
  });
});

it('puts a translation beside its caption', () => {
  const caption = arrival('LiveMessage');
  expect(arrival('LiveMessage.translation')).toMatchObject({
    captionId: caption?.kind === 'text' ? caption.captionId : '',
    language: 'es',
    sourceLanguage: 'en',
    cell: { kind: 'final', text: 'El ministro dijo «ya veremos» 😀 en Málaga.' },
  });
});

it('says in words why there is no translation', () => {
  expect(arrival('Translation.untranslated', (t) => `{"translation":${t}}`)).toMatchObject({
    cell: { kind: 'untranslated', settled: true, reason: 'No installed language pack translates this pair.' },
  });
});

it('reads the status', () => {
  expect(arrival('LiveMessage.status')).toMatchObject({
    status: { actual: 'retrying', party: 'source', desiredRevision: 2 },
  });
});

it.each(['snapshot', 'replay', 'live', 'reset', 'refused'])('reads %s', (kind) => {
  expect(arrival(`LiveMessage.${kind}`)).toMatchObject({ kind });
});

it.each(['welcome', 'heartbeat'])('%s means nothing to the transcript', (kind) => {
  expect(arrival(`LiveMessage.${kind}`)).toBeNull();
});

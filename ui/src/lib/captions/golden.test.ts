import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DescMessage, JsonValue } from '@bufbuild/protobuf';
import { equals, fromBinary, fromJson, toBinary, toJson } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { file_streamlation_v1_audio } from '@/gen/contracts/streamlation/v1/audio_pb';
import { file_streamlation_v1_caption } from '@/gen/contracts/streamlation/v1/caption_pb';
import { file_streamlation_v1_event } from '@/gen/contracts/streamlation/v1/event_pb';
import { file_streamlation_v1_ledger } from '@/gen/contracts/streamlation/v1/ledger_pb';
import { file_streamlation_v1_live } from '@/gen/contracts/streamlation/v1/live_pb';
import { file_streamlation_v1_segment } from '@/gen/contracts/streamlation/v1/segment_pb';
import { file_streamlation_v1_session } from '@/gen/contracts/streamlation/v1/session_pb';
import { file_streamlation_v1_speech } from '@/gen/contracts/streamlation/v1/speech_pb';

const GOLDEN = fileURLToPath(new URL('../../../../contracts/src/main/resources/golden/', import.meta.url));
const SCHEMAS = new Map<string, DescMessage>(
  [
    file_streamlation_v1_audio,
    file_streamlation_v1_caption,
    file_streamlation_v1_event,
    file_streamlation_v1_ledger,
    file_streamlation_v1_live,
    file_streamlation_v1_segment,
    file_streamlation_v1_session,
    file_streamlation_v1_speech,
  ].flatMap((file) => file.messages.map((message) => [message.name, message] as const)),
);
const EXAMPLES = readdirSync(GOLDEN)
  .filter((name) => name.endsWith('.binpb'))
  .map((name) => name.slice(0, -'.binpb'.length));

/** `Translation.untranslated` is a Translation. */
function schemaOf(example: string): DescMessage {
  const message = example.split('.')[0] ?? '';
  const schema = SCHEMAS.get(message);
  if (!schema) {
    throw new Error(`golden/${example}.binpb: no message is called ${message}`);
  }
  return schema;
}

describe('the golden examples that Java wrote', () => {
  it('are all there', () => {
    expect(EXAMPLES).toEqual(expect.arrayContaining(['Caption', 'LiveMessage', 'LiveRequest', 'Translation']));
  });

  it.each(EXAMPLES)('%s reads the same from its bytes and from its JSON', (example) => {
    const schema = schemaOf(example);
    const bytes = new Uint8Array(readFileSync(`${GOLDEN}${example}.binpb`));
    const json = JSON.parse(readFileSync(`${GOLDEN}${example}.json`, 'utf8')) as JsonValue;

    const fromBytes = fromBinary(schema, bytes);

    expect(equals(schema, fromBytes, fromJson(schema, json))).toBe(true);
    expect(fromBytes.$unknown, 'fields that these types do not know').toBeUndefined();
    expect(toJson(schema, fromBytes)).toEqual(json);
    expect(toBinary(schema, fromBytes)).toEqual(bytes);
  });
});

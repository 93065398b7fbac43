import type { Caption, Translation } from '@/gen/contracts/streamlation/v1/caption_pb';
import { Caption_State, Untranslated_Reason } from '@/gen/contracts/streamlation/v1/caption_pb';
import type { LiveMessage, Spoken } from '@/gen/contracts/streamlation/v1/live_pb';
import { lagOf } from './lag';
import type { Arrival, Cell, Place } from './transcript';

const SAMPLES_PER_MS = 16; // 16 kHz

const REASONS: Readonly<Partial<Record<Untranslated_Reason, string>>> = {
  [Untranslated_Reason.NO_MODEL]: 'No installed language pack translates this pair.',
  [Untranslated_Reason.MODEL_FAILED]: 'The translation model failed on this caption.',
  [Untranslated_Reason.DEADLINE]: 'The translation took too long.',
  [Untranslated_Reason.OVERLOAD]: 'The machine was overloaded.',
  [Untranslated_Reason.GUARD]: 'The translation was refused: it was too long or repeated itself.',
};

/**
 * What a message means for the transcript; null if it means nothing to it (welcome, heartbeat).
 *
 * @param arrivedAtMs on the server's clock
 */
export function arrivalOf(message: LiveMessage, arrivedAtMs: number): Arrival | null {
  const { body } = message;
  switch (body.case) {
    case 'snapshot':
    case 'replay':
    case 'live':
      return { kind: body.case };
    case 'reset':
      return { kind: 'reset', reason: body.value.reason };
    case 'refused':
      return { kind: 'refused', code: body.value.code, message: body.value.message };
    case 'status': {
      const { desired, actual, sinceMs, message: words, action, party, desiredRevision, observedRevision } = body.value;
      return {
        kind: 'status',
        status: {
          desired,
          actual,
          sinceMs: Number(sinceMs),
          message: words,
          action,
          party,
          desiredRevision: Number(desiredRevision),
          observedRevision: Number(observedRevision),
        },
      };
    }
    case 'caption':
      return {
        kind: 'text',
        captionId: body.value.id,
        language: body.value.language,
        sourceLanguage: body.value.language,
        place: placeOf(body.value),
        cell: captionCell(body.value, arrivedAtMs),
      };
    case 'translation':
      return {
        kind: 'text',
        captionId: body.value.captionId,
        language: body.value.targetLanguage,
        sourceLanguage: body.value.sourceLanguage,
        place: placeOf(body.value),
        cell: translationCell(body.value, arrivedAtMs),
      };
    case 'spoken':
      return spokenArrival(body.value);
    case 'welcome':
    case 'heartbeat':
    case undefined:
      return null;
  }
}

function captionCell(caption: Caption, arrivedAtMs: number): Cell {
  const { text } = caption;
  const revision = Number(caption.revision);
  if (caption.state === Caption_State.WITHDRAWN) {
    return { kind: 'withdrawn', revision };
  }
  return caption.state === Caption_State.FINAL
    ? { kind: 'final', revision, text, degraded: caption.degraded, lag: lagOf(caption.lag, arrivedAtMs) }
    : { kind: 'partial', revision, text, stableLength: caption.stablePrefixLength };
}

function translationCell(translation: Translation, arrivedAtMs: number): Cell {
  const revision = Number(translation.captionRevision);
  const settled = translation.state === Caption_State.FINAL;
  if (translation.state === Caption_State.WITHDRAWN) {
    return { kind: 'withdrawn', revision };
  }
  if (translation.outcome.case === 'untranslated') {
    const { reason, detail } = translation.outcome.value;
    return { kind: 'untranslated', revision, settled, reason: REASONS[reason] ?? 'No reason was given.', detail };
  }
  const text = translation.outcome.value ?? '';
  return settled
    ? { kind: 'final', revision, text, degraded: false, lag: lagOf(translation.lag, arrivedAtMs) }
    : { kind: 'partial', revision, text, stableLength: 0 };
}

function spokenArrival(spoken: Spoken): Arrival {
  const { captionId, targetLanguage: language, outcome } = spoken;
  if (outcome.case !== 'clip') {
    const { reason = '', detail = '' } = outcome.value ?? {};
    return { kind: 'spoken', captionId, language, voiced: { kind: 'skipped', reason, detail }, clip: null };
  }
  return {
    kind: 'spoken',
    captionId,
    language,
    voiced: { kind: 'clip', voice: outcome.value.voice },
    clip: {
      captionId,
      language,
      startMs: Number(spoken.epochOffsetSamples + spoken.mediaStartSample) / SAMPLES_PER_MS,
      endMs: Number(spoken.epochOffsetSamples + spoken.mediaEndSample) / SAMPLES_PER_MS,
      durationMs: outcome.value.durationMs,
    },
  };
}

function placeOf(of: Caption | Translation): Place {
  return {
    epoch: Number(of.epoch),
    utteranceStartSample: Number(of.utteranceStartSample),
    segment: of.segment,
    mediaStartSample: Number(of.mediaStartSample),
    sessionStartMs: Number(of.epochOffsetSamples + of.mediaStartSample) / SAMPLES_PER_MS,
    sessionEndMs: Number(of.epochOffsetSamples + of.mediaEndSample) / SAMPLES_PER_MS,
  };
}

import { languageName } from '@/components/words';
import type { Complaint } from '@/lib/control/trouble';
import type { Probe } from '@/lib/control/types';

const FIELDS = [
  'source.url',
  'source.protocol',
  'source.audioTrack',
  'source.backupUrls',
  'name',
  'sourceLanguage',
  'targets',
];

/** Complaints about a field or a part of it: `targets` covers `targets[1].language`. */
export function complaintsAt(complaints: readonly Complaint[], field: string): Complaint[] {
  return complaints.filter((complaint) => covers(field, complaint.field));
}

/** Complaints about what has no place in the form. */
export function complaintsElsewhere(complaints: readonly Complaint[]): Complaint[] {
  return complaints.filter((complaint) => !FIELDS.some((field) => covers(field, complaint.field)));
}

function covers(field: string, path: string): boolean {
  return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}

/** What stands in each line that has something in it. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** One of several sounds, to be chosen by its id. */
export interface AudioChoice {
  readonly id: string;
  readonly label: string;
}

/** What there is to choose from: renditions where the source lists some, else tracks in one container. */
export function audioChoices(probe: Probe): AudioChoice[] {
  const renditions = probe.renditions.map(({ id, name, language, role, codecs, sampleRateHz, channels }) => ({
    id,
    label: [name || id, spoken(language), role === 'main' ? '' : role, codecs, sound(sampleRateHz, channels)],
  }));
  const tracks = probe.tracks.map(({ id, language, codec, sampleRateHz, channels }) => ({
    id,
    label: [id, spoken(language), codec, sound(sampleRateHz, channels)],
  }));
  const several = renditions.length > 1 ? renditions : tracks.length > 1 ? tracks : [];
  return several.map(({ id, label }) => ({ id, label: label.filter(Boolean).join(', ') }));
}

function spoken(language: string): string {
  return language && languageName(language);
}

/** As far as the source says it. */
export function sound(sampleRateHz: number, channels: number): string {
  return [
    sampleRateHz > 0 ? `${sampleRateHz / 1000} kHz` : '',
    channels === 1 ? 'mono' : channels === 2 ? 'stereo' : channels > 0 ? `${channels} channels` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Works on plain http too, where browsers keep randomUUID back. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

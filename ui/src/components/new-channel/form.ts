import type { Complaint } from '@/lib/control/trouble';
import type { Languages } from '@/lib/control/types';

const FIELDS = ['source.url', 'source.protocol', 'name', 'sourceLanguage', 'targets'];

/** Languages that the spoken one can be translated into; with detection, whatever any can. */
export function targetsOf(languages: Languages, sourceLanguage: string): string[] {
  const targets = languages.pairs
    .filter(
      ({ source, target }) => (sourceLanguage === 'auto' || source === sourceLanguage) && target !== sourceLanguage,
    )
    .map(({ target }) => target);
  return [...new Set(targets)].sort();
}

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

/** Works on plain http too, where browsers keep randomUUID back. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

import type { Complaint } from '@/lib/control/trouble';

const FIELDS = ['source.url', 'source.protocol', 'name', 'sourceLanguage', 'targets'];

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

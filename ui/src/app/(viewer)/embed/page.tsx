import type { Metadata } from 'next';
import { Watch } from '@/components/watch/Watch';

export const metadata: Metadata = { title: 'Player', robots: { index: false } };

/** The player alone, to be put into a frame of another page. */
export default function EmbedPage() {
  return <Watch bare />;
}

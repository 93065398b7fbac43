import type { Metadata } from 'next';
import { Watch } from '@/components/watch/Watch';

export const metadata: Metadata = { title: 'Watch', robots: { index: false } };

export default function WatchPage() {
  return <Watch />;
}

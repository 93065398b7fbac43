import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LiveChannel } from '@/components/live/LiveChannel';

export const metadata: Metadata = { title: 'Live captions' };

export default function LivePage() {
  return (
    // The session's id is in the query, which only the browser knows.
    <Suspense fallback={<p className="soft">Opening the channel…</p>}>
      <LiveChannel />
    </Suspense>
  );
}

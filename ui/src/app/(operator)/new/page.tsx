import type { Metadata } from 'next';
import { NewChannelForm } from '@/components/new-channel/NewChannelForm';

export const metadata: Metadata = { title: 'New channel' };

export default function NewChannelPage() {
  return <NewChannelForm />;
}

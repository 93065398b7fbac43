import type { Metadata } from 'next';
import { ChannelList } from '@/components/channels/ChannelList';

export const metadata: Metadata = { title: 'Channels' };

export default function ChannelsPage() {
  return <ChannelList />;
}

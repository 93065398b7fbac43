import type { Metadata } from 'next';
import { ChannelList } from '@/components/channels/ChannelList';

export const metadata: Metadata = { title: { absolute: 'Channels · Streamlation' } };

export default function ChannelsPage() {
  return <ChannelList />;
}

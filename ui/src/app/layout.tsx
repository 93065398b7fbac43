import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Frame } from '@/components/frame/Frame';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Streamlation', template: '%s · Streamlation' },
  description: 'Live streams, captioned and translated while they happen.',
  referrer: 'no-referrer',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f6f3' },
    { media: '(prefers-color-scheme: dark)', color: '#12151a' },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Frame>{children}</Frame>
      </body>
    </html>
  );
}

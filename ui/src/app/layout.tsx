import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
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

const KEPT_THEME = `try{const t=localStorage.getItem('streamlation.likes.theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}`;

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        {/* Before anything is painted: the kept theme, or the system's. */}
        <script dangerouslySetInnerHTML={{ __html: KEPT_THEME }} />
        {children}
      </body>
    </html>
  );
}

'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { AlarmBanner } from '@/components/alarms/AlarmBanner';
import { SignedIn } from '@/components/sign-in/SignedIn';
import { SignOut } from '@/components/sign-in/SignOut';
import styles from './Frame.module.css';
import { Shortcuts } from './Shortcuts';
import { ThemeSwitch } from './ThemeSwitch';

const PAGES = [
  { href: '/', words: 'Channels' },
  { href: '/new', words: 'New channel' },
];

/** What every page has around it. */
export function Frame({ children }: { children: ReactNode }) {
  const path = usePathname();
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <header className={styles.header}>
        <Link className={styles.brand} href="/">
          <svg aria-hidden="true" viewBox="0 0 24 24" width="22" height="22">
            <path d="M3 6h18M3 12h11M3 18h7" stroke="currentColor" strokeWidth="3" strokeLinecap="round" fill="none" />
          </svg>
          Streamlation
        </Link>
        <nav aria-label="Pages">
          <ul className={styles.pages}>
            {PAGES.map(({ href, words }) => (
              <li key={href}>
                <Link href={href} aria-current={path === href ? 'page' : undefined}>
                  {words}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className={styles.tools}>
          <ThemeSwitch />
          <Shortcuts />
          <SignOut />
        </div>
      </header>
      <AlarmBanner />
      <main id="main" className={styles.main} tabIndex={-1}>
        <SignedIn>{children}</SignedIn>
      </main>
    </>
  );
}

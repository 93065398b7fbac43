import type { ReactNode } from 'react';
import { Frame } from '@/components/frame/Frame';

export default function OperatorLayout({ children }: { children: ReactNode }) {
  return <Frame>{children}</Frame>;
}

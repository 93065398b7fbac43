import 'react';

declare module 'react' {
  interface CSSProperties {
    /** How many caption columns stand side by side. */
    '--columns'?: number;
  }
}

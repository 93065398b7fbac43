// What control-api says and hears.

export interface Source {
  protocol: 'hls' | 'file';
  url: string;
}

export interface Target {
  language: string;
}

export type ActualState = 'pending' | 'connecting' | 'on-air' | 'stalled' | 'retrying' | 'ended' | 'stopped' | 'failed';

export interface Session {
  id: string;
  name: string;
  source: Source;
  sourceLanguage: string;
  targets: Target[];
  tier: string | null;
  desired: { state: 'on-air' | 'stopped'; revision: number };
  actual: {
    state: ActualState;
    since: string;
    message: string;
    action: string;
    party: string;
    epoch: number | null;
    revision: number;
  };
  notYet: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface NewSession {
  name?: string;
  source: Source;
  sourceLanguage: string;
  targets: Target[];
}

export interface Languages {
  sources: string[];
  pairs: { source: string; target: string; pack: string }[];
}

export interface SessionPage {
  items: Session[];
  nextCursor: string | null;
}

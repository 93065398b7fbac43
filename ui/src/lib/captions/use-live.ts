'use client';

import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { arrivalOf } from './arrivals';
import { browserWorld } from './browser-world';
import { ClockDifference } from './lag';
import type { Connection } from './socket';
import { LiveSocket } from './socket';
import type { Arrival, Transcript } from './transcript';
import { EMPTY_TRANSCRIPT, reduce } from './transcript';

export interface LiveView {
  readonly connection: Connection;
  readonly transcriptOf: (sessionId: string) => Transcript;
  /** How far this browser's clock is ahead of the server's; lags are corrected by it. */
  readonly clockAheadMs: number;
  readonly retryNow: () => void;
}

type Transcripts = Readonly<Record<string, Transcript>>;

/** One live socket for all these sessions, for as long as the component is on the page. */
export function useLive(sessionIds: readonly string[]): LiveView {
  const [connection, setConnection] = useState<Connection>({ kind: 'off' });
  const [clockAheadMs, setClockAheadMs] = useState(0);
  const [transcripts, arrive] = useReducer(reduceOne, {});
  const socketRef = useRef<LiveSocket | null>(null);
  const watchedRef = useRef<readonly string[]>([]);

  useEffect(() => {
    const clocks = new ClockDifference();
    const socket = new LiveSocket(browserWorld, {
      onConnection: setConnection,
      onMessage: (message, arrivedAtMs) => {
        if (message.body.case === 'heartbeat') {
          clocks.heard(Number(message.body.value.atMs), arrivedAtMs);
          setClockAheadMs(clocks.aheadMs());
        }
        const arrival = arrivalOf(message, arrivedAtMs - clocks.aheadMs());
        if (arrival) {
          arrive({ sessionId: message.sessionId, arrival });
        }
      },
    });
    socketRef.current = socket;
    const online = () => {
      socket.retryNow();
    };
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      socket.stop();
      socketRef.current = null;
      watchedRef.current = [];
    };
  }, []);

  const wanted = sessionIds.join(' ');
  useEffect(() => {
    const socket = socketRef.current;
    const ids = wanted === '' ? [] : wanted.split(' ');
    watchedRef.current.filter((id) => !ids.includes(id)).forEach((id) => socket?.unwatch(id));
    ids.forEach((id) => socket?.watch(id));
    watchedRef.current = ids;
    if (ids.length > 0) {
      socket?.start();
    }
  }, [wanted]);

  const retryNow = useCallback(() => socketRef.current?.retryNow(), []);
  return {
    connection,
    clockAheadMs,
    retryNow,
    transcriptOf: (sessionId) => transcripts[sessionId] ?? EMPTY_TRANSCRIPT,
  };
}

function reduceOne(before: Transcripts, { sessionId, arrival }: { sessionId: string; arrival: Arrival }): Transcripts {
  return { ...before, [sessionId]: reduce(before[sessionId] ?? EMPTY_TRANSCRIPT, arrival) };
}

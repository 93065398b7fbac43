'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Transcript } from '@/lib/captions/transcript';
import type { DubState } from '@/lib/dub/player';
import { DubPlayer, SILENT } from '@/lib/dub/player';

export interface Dub {
  readonly stateOf: (language: string) => DubState;
  readonly turn: (language: string, on: boolean) => void;
  readonly setVolume: (language: string, volume: number) => void;
}

/** The voices of one session's page: each language has its own, each is off until somebody turns it on. */
export function useDub(sessionId: string, transcript: Transcript): Dub {
  const [states, setStates] = useState<Readonly<Record<string, DubState>>>({});
  const players = useRef(new Map<string, DubPlayer>());

  const playerOf = useCallback(
    (language: string): DubPlayer => {
      let player = players.current.get(language);
      if (!player) {
        player = new DubPlayer(sessionId, (state) => {
          setStates((before) => ({ ...before, [language]: state }));
        });
        players.current.set(language, player);
      }
      return player;
    },
    [sessionId],
  );

  useEffect(() => {
    const open = players.current;
    return () => {
      open.forEach((player) => {
        player.close();
      });
      open.clear();
    };
  }, [sessionId]);

  const { clips, programmeEndMs } = transcript;
  useEffect(() => {
    const nowMs = Date.now();
    players.current.forEach((player) => {
      player.programmeAt(programmeEndMs, nowMs);
    });
    clips.forEach((clip) => {
      players.current.get(clip.language)?.offer(clip);
    });
  }, [clips, programmeEndMs]);

  const turn = useCallback(
    (language: string, on: boolean) => {
      const player = playerOf(language);
      if (on) {
        // What was said before is not said again.
        transcript.clips
          .filter((clip) => clip.language === language)
          .forEach((clip) => {
            player.offer(clip);
          });
        player.programmeAt(transcript.programmeEndMs, Date.now());
        player.turnOn();
      } else {
        player.turnOff();
      }
    },
    [playerOf, transcript.clips, transcript.programmeEndMs],
  );
  const setVolume = useCallback(
    (language: string, volume: number) => {
      playerOf(language).setVolume(volume);
    },
    [playerOf],
  );
  return { stateOf: (language) => states[language] ?? SILENT, turn, setVolume };
}

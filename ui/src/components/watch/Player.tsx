'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { usePreference } from '@/components/use-preference';
import type { PlayInfo } from '@/lib/play/info';
import { openPlayer } from '@/lib/play/player';
import type { Latency, Player as OpenPlayer } from '@/lib/play/player';
import styles from './Watch.module.css';

const LOOK_AT_LATENCY_EVERY_MS = 500;
/** Less far behind where it wants to be than this counts as live. */
const NEAR_SECONDS = 4;
const LONGEST_SECONDS = 60;

interface PlayerProps {
  readonly info: PlayInfo;
  /** Where the playlist lies, with a slash behind it. */
  readonly place: string;
  /** The picture alone. */
  readonly bare?: boolean;
}

/** The picture with its captions, and how far behind the edge it is. */
export function Player({ info, place, bare = false }: PlayerProps) {
  const box = useRef<HTMLDivElement>(null);
  const player = useRef<OpenPlayer | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [latency, setLatency] = useState<Latency | null>(null);
  const [airPlay, setAirPlay] = useState(false);
  const [wished, setWished] = usePreference('captions');
  const wish = useRef(wished);
  const playlist = place + info.playlist;

  useEffect(() => {
    const into = box.current;
    if (!into) {
      return;
    }
    const opened = openPlayer(into, playlist, {
      preferred: wish.current,
      onTrouble: setTrouble,
      onCaptions: setWished,
    });
    player.current = opened;
    setAirPlay(opened.airPlay !== null);
    const timer = setInterval(() => {
      setLatency(opened.latency());
    }, LOOK_AT_LATENCY_EVERY_MS);
    return () => {
      clearInterval(timer);
      player.current = null;
      opened.close();
    };
  }, [playlist, setWished]);

  const live = info.state === 'live';
  return (
    <>
      {!bare && (
        <h1 className={styles.title} dir="auto">
          {info.name}
        </h1>
      )}
      <div className={styles.screen}>
        {/* Video.js fills it, and takes what it made away again. */}
        <div ref={box} className={styles.box} data-vjs-player="" />
        {(trouble ?? info.unreadable) && (
          <p role="alert" className={styles.trouble}>
            {trouble ?? info.unreadable}
          </p>
        )}
      </div>
      {!bare && (
        <div className={styles.bar}>
          <LiveState live={live} latency={latency} />
          {live && latency && (
            <>
              <button
                type="button"
                className="small"
                onClick={() => player.current?.goLive()}
                disabled={!isBehind(latency)}
              >
                Go to live
              </button>
              <Distance
                usualMs={info.holdBackMs ?? null}
                seconds={latency.targetSeconds}
                onChange={(seconds) => player.current?.setTargetLatency(seconds)}
              />
            </>
          )}
          {airPlay && (
            <button type="button" className="small" onClick={() => player.current?.airPlay?.()}>
              AirPlay…
            </button>
          )}
          <p className={`soft ${styles.note ?? ''}`}>
            Captions are made by a machine
            {info.languages.some(({ spoken }) => !spoken) ? ' and translated by one' : ''}. Choose language and style in
            the player’s captions menu.
          </p>
        </div>
      )}
    </>
  );
}

function isBehind(latency: Latency | null): boolean {
  return latency !== null && latency.seconds - latency.targetSeconds >= NEAR_SECONDS;
}

function LiveState({ live, latency }: { live: boolean; latency: Latency | null }) {
  if (!live) {
    return <span className={styles.state}>Ended; what is kept can be played.</span>;
  }
  return (
    <span className={styles.state} data-latency-seconds={latency?.seconds}>
      <span className={styles.dot} aria-hidden="true" /> {isBehind(latency) ? 'Behind live' : 'Live'}
      {latency && <span className="soft">{latency.seconds.toFixed(1)} s behind the edge</span>}
    </span>
  );
}

interface DistanceProps {
  readonly usualMs: number | null;
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
}

/** How far behind the edge to stay: nearer is fresher, further survives a worse network. */
function Distance({ usualMs, seconds, onChange }: DistanceProps) {
  const id = useId();
  const least = usualMs === null ? 4 : Math.max(2, Math.floor(usualMs / 1_500));
  return (
    <span className={styles.distance}>
      <label htmlFor={id}>Stay behind by</label>
      <input
        id={id}
        type="range"
        min={least}
        max={LONGEST_SECONDS}
        step={1}
        value={Math.round(seconds)}
        onChange={(event) => {
          onChange(Number(event.target.value));
        }}
      />
      <output htmlFor={id}>{Math.round(seconds)} s</output>
    </span>
  );
}

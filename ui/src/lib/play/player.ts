// The one file that knows Video.js and hls.js: Video.js draws, hls.js fetches and times.
import Hls, { ErrorTypes, Events } from 'hls.js';
import type { ErrorData, MediaPlaylist } from 'hls.js';
import videojs from 'video.js/core';
import 'video.js/dist/video-js.css';

type VideoJsPlayer = ReturnType<typeof videojs>;

/** Captions of so long ago are let go: a day of them would fill a browser. */
const CUES_KEPT_SECONDS = 900;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;

export interface Latency {
  /** Behind the edge of what the origin offers. */
  readonly seconds: number;
  readonly targetSeconds: number;
}

export interface PlayerWish {
  /** BCP-47 of the captions that are shown at first; empty = none; null = those in one of the browser's languages. */
  readonly preferred: string | null;
  /** In words for a viewer; null = all is well again. */
  onTrouble(words: string | null): void;
  /** The viewer chose captions; empty = none. */
  onCaptions(language: string): void;
}

export interface Player {
  /** Null where the browser plays by itself, or nothing is known yet. */
  latency(): Latency | null;
  /** How far behind the edge to stay. */
  setTargetLatency(seconds: number): void;
  goLive(): void;
  /** Opens the system's list of screens; absent where the browser has none. */
  readonly airPlay: (() => void) | null;
  close(): void;
}

interface WithAirPlay extends HTMLVideoElement {
  webkitShowPlaybackTargetPicker?: () => void;
}

/**
 * @param place an empty element, which the player fills
 */
export function openPlayer(place: HTMLElement, playlist: string, wish: PlayerWish): Player {
  const video = document.createElement('video') as WithAirPlay;
  video.className = 'video-js vjs-fill';
  video.playsInline = true;
  video.setAttribute('x-webkit-airplay', 'allow');
  place.append(video);
  const viaHls = Hls.isSupported();
  const shell = videojs(video, {
    controls: true,
    autoplay: 'any', // with sound if the browser lets it, else muted
    fill: true,
    liveui: true,
    // Safari's own player knows the playlist's captions; everywhere else Video.js lays them out, in the viewer's style.
    html5: { nativeTextTracks: !viaHls, nativeAudioTracks: !viaHls },
    controlBar: { pictureInPictureToggle: true },
  });
  const tech = place.querySelector('video') as WithAirPlay;
  const airPlay = tech.webkitShowPlaybackTargetPicker?.bind(tech) ?? null;
  if (!viaHls) {
    shell.src({ src: playlist, type: 'application/vnd.apple.mpegurl' });
    return {
      latency: () => null,
      setTargetLatency: () => undefined,
      goLive: () => {
        if (tech.seekable.length > 0) {
          tech.currentTime = tech.seekable.end(tech.seekable.length - 1);
        }
      },
      airPlay,
      close: () => {
        shell.dispose();
      },
    };
  }

  const hls = new Hls({
    renderTextTracksNatively: false,
    liveDurationInfinity: true, // a live stream with a past to go back to
    backBufferLength: 90,
    capLevelToPlayerSize: true,
  });
  const closeCaptions = captions(hls, shell, wish);
  const closeSounds = sounds(hls, shell);
  const closeTroubles = troubles(hls, wish);
  hls.loadSource(playlist);
  hls.attachMedia(tech);

  const goLive = () => {
    if (hls.liveSyncPosition !== null) {
      tech.currentTime = hls.liveSyncPosition;
    }
    void tech.play().catch(() => undefined); // the button for playing is in sight
  };
  followEdge(shell, hls, goLive);
  return {
    latency: () =>
      hls.targetLatency === null || hls.latency <= 0
        ? null
        : { seconds: hls.latency, targetSeconds: hls.targetLatency },
    setTargetLatency: (seconds) => {
      hls.targetLatency = seconds;
    },
    goLive,
    airPlay,
    close: () => {
      closeTroubles();
      closeCaptions();
      closeSounds();
      hls.destroy();
      shell.dispose();
    },
  };
}

/** Video.js would go to the very edge, where nothing has been fetched yet. */
function followEdge(shell: VideoJsPlayer, hls: Hls, goLive: () => void) {
  const tracker = shell.getChild('LiveTracker') as unknown as {
    liveCurrentTime: () => number;
    seekToLiveEdge: () => void;
  } | null;
  if (tracker) {
    const edge = tracker.liveCurrentTime.bind(tracker);
    tracker.liveCurrentTime = () => hls.liveSyncPosition ?? edge();
    tracker.seekToLiveEdge = goLive;
  }
}

interface ShownTrack {
  readonly wanted: MediaPlaylist;
  readonly shown: TextTrack;
}

/** The playlist's captions as tracks of Video.js: its menu, its viewer's choice of size and colours. */
function captions(hls: Hls, shell: VideoJsPlayer, wish: PlayerWish): () => void {
  let tracks: ShownTrack[] = [];
  const list = shell.textTracks() as unknown as TextTrackList;

  const choose = () => {
    const chosen = tracks.findIndex(({ shown }) => shown.mode === 'showing');
    if (hls.subtitleTrack !== chosen) {
      hls.subtitleTrack = chosen;
      wish.onCaptions(tracks[chosen]?.wanted.lang ?? '');
    }
  };
  const found = () => {
    for (const { shown } of tracks) {
      shell.removeRemoteTextTrack(shown);
    }
    tracks = hls.subtitleTracks.map((wanted) => {
      const element = shell.addRemoteTextTrack(
        { kind: 'captions', label: wanted.name, language: wanted.lang ?? '', mode: 'disabled' },
        false,
      ) as unknown as HTMLTrackElement;
      return { wanted, shown: element.track };
    });
    const languages = wish.preferred === null ? navigator.languages : [wish.preferred];
    const first = tracks.find(({ wanted }) => languages.some((language) => isSame(language, wanted.lang)));
    if (first) {
      first.shown.mode = 'showing';
      hls.subtitleTrack = tracks.indexOf(first);
    }
  };
  hls.on(Events.SUBTITLE_TRACKS_UPDATED, found);
  hls.on(Events.CUES_PARSED, (_event, { cues, track }) => {
    const index = track === 'default' ? hls.subtitleTracks.findIndex((t) => t.default) : Number(track.slice(9));
    const into = tracks[index]?.shown;
    if (into) {
      add(into, cues as VTTCue[], shell.currentTime() ?? 0);
    }
  });
  list.addEventListener('change', choose);
  return () => {
    list.removeEventListener('change', choose);
  };
}

/** es-MX is served by es. */
function isSame(wanted: string, there: string | undefined): boolean {
  const base = (tag: string) => tag.toLowerCase().split('-')[0];
  return there !== undefined && there !== '' && wanted !== '' && base(wanted) === base(there);
}

/** A cue that spans two segments comes with both of them. */
function add(track: TextTrack, cues: readonly VTTCue[], nowSeconds: number) {
  const all = Array.from(track.cues ?? []) as VTTCue[];
  for (const old of all.filter((cue) => cue.endTime < nowSeconds - CUES_KEPT_SECONDS)) {
    track.removeCue(old);
  }
  for (const cue of cues) {
    const known = all.some(
      (other) => Math.abs(other.startTime - cue.startTime) < 0.05 && other.id === cue.id && other.text === cue.text,
    );
    if (!known) {
      track.addCue(cue);
    }
  }
}

/** The audio renditions, where there are several. */
function sounds(hls: Hls, shell: VideoJsPlayer): () => void {
  const list = shell.audioTracks() as unknown as {
    addTrack(track: unknown): void;
    removeTrack(track: unknown): void;
    addEventListener(type: 'change', listener: () => void): void;
    removeEventListener(type: 'change', listener: () => void): void;
    readonly length: number;
    [index: number]: { enabled: boolean; readonly id: string };
  };
  const AudioTrack = videojs.AudioTrack as unknown as new (options: unknown) => unknown;
  const choose = () => {
    for (let i = 0; i < list.length; i++) {
      if (list[i]?.enabled && hls.audioTrack !== i) {
        hls.audioTrack = i;
      }
    }
  };
  hls.on(Events.AUDIO_TRACKS_UPDATED, (_event, { audioTracks }) => {
    while (list.length > 0) {
      list.removeTrack(list[0]);
    }
    audioTracks.forEach((track, i) => {
      list.addTrack(
        new AudioTrack({
          id: String(i),
          kind: track.default ? 'main' : 'alternative',
          label: track.name,
          language: track.lang ?? '',
          enabled: i === hls.audioTrack || (hls.audioTrack < 0 && track.default),
        }),
      );
    });
  });
  list.addEventListener('change', choose);
  return () => {
    list.removeEventListener('change', choose);
  };
}

/** Goes on after whatever passes, and says what is the matter meanwhile. */
function troubles(hls: Hls, wish: PlayerWish): () => void {
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = (what: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(what, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries++));
  };
  hls.on(Events.FRAG_BUFFERED, () => {
    tries = 0;
    wish.onTrouble(null);
  });
  hls.on(Events.ERROR, (_event, data) => {
    if (!data.fatal) {
      return;
    }
    wish.onTrouble(wordsFor(data));
    if (data.type === ErrorTypes.MEDIA_ERROR) {
      again(() => {
        hls.recoverMediaError();
      });
    } else {
      again(() => {
        if (hls.levels.length === 0) {
          hls.loadSource(hls.url ?? '');
        } else {
          hls.startLoad();
        }
      });
    }
  });
  return () => {
    clearTimeout(timer);
  };
}

function wordsFor(data: ErrorData): string {
  const status = data.response?.code ?? 0;
  if (data.type === ErrorTypes.MEDIA_ERROR) {
    return 'This browser stumbled over the picture or the sound; it begins again.';
  }
  if (data.type !== ErrorTypes.NETWORK_ERROR) {
    return `The player stumbled (${data.details}); it begins again.`;
  }
  const what = data.frag ? 'The next piece of the programme' : 'The programme';
  if (status === 404 || status === 410) {
    return `${what} is not there (yet). Trying again.`;
  }
  return status === 0
    ? `${what} cannot be fetched: the network is down, or its server does not let pages read it. Trying again.`
    : `${what} cannot be fetched: the server answers ${status}. Trying again.`;
}

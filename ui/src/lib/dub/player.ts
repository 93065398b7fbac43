import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { Clip } from './queue';
import { Edge, next } from './queue';

/** What the voice of one language does. */
export interface DubState {
  readonly on: boolean;
  /** The caption that is being spoken. */
  readonly speaking: string | null;
  readonly waiting: number;
  readonly spoken: number;
  /** Left out because they would have begun too late. */
  readonly late: number;
  /** The newest clip that could not be had or played, in words. */
  readonly problem: string | null;
  /** 0 … 1: how loud it is, as it was heard last. */
  readonly level: number;
}

export const SILENT: DubState = {
  on: false,
  speaking: null,
  waiting: 0,
  spoken: 0,
  late: 0,
  problem: null,
  level: 0,
};

const LEVEL_EVERY_MS = 100;

/** The browser's one way out to the loudspeaker; it opens with the first press of a button. */
let context: AudioContext | null = null;
function loudspeaker(): AudioContext {
  context ??= new AudioContext();
  return context;
}

/** Speaks the clips of one language of one session, one after the other. */
export class DubPlayer {
  private state = SILENT;
  private queue: readonly Clip[] = [];
  private readonly heard = new Set<string>();
  private readonly edge = new Edge();
  private busy = false;
  private volume = 1;
  private gain: GainNode | null = null;
  private analyser: AnalyserNode | null = null;
  private source: AudioBufferSourceNode | null = null;
  private meter: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly sessionId: string,
    private readonly onState: (state: DubState) => void,
  ) {}

  /** Only from a press of a button: browsers let nothing else make a sound. */
  turnOn(): void {
    const out = loudspeaker();
    void out.resume();
    if (!this.gain) {
      this.gain = out.createGain();
      this.analyser = out.createAnalyser();
      this.gain.connect(this.analyser).connect(out.destination);
    }
    this.gain.gain.value = this.volume;
    this.meter = setInterval(() => {
      this.measure();
    }, LEVEL_EVERY_MS);
    this.tell({ on: true, problem: null });
    this.go();
  }

  turnOff(): void {
    clearInterval(this.meter);
    this.queue = [];
    this.source?.stop();
    this.source = null;
    this.tell({ on: false, speaking: null, waiting: 0, level: 0 });
  }

  setVolume(volume: number): void {
    this.volume = volume;
    if (this.gain) {
      this.gain.gain.value = volume;
    }
  }

  /** The programme has come this far. */
  programmeAt(endMs: number, nowMs: number): void {
    this.edge.heard(endMs, nowMs);
  }

  /** Taken once, and only while the voice is on: nobody wants to hear what was before. */
  offer(clip: Clip): void {
    if (this.heard.has(clip.captionId)) {
      return;
    }
    this.heard.add(clip.captionId);
    if (this.state.on) {
      this.queue = [...this.queue, clip];
      this.tell({ waiting: this.queue.length });
      this.go();
    }
  }

  close(): void {
    if (this.state.on) {
      this.turnOff();
    }
  }

  private go(): void {
    if (this.busy || !this.state.on) {
      return;
    }
    const { play, waiting, dropped } = next(this.queue, this.edge.ms(Date.now()));
    this.queue = waiting;
    this.tell({ waiting: waiting.length, late: this.state.late + dropped.length });
    if (play) {
      this.busy = true;
      void this.speak(play).finally(() => {
        this.busy = false;
        this.source = null;
        this.tell({ speaking: null });
        this.go();
      });
    }
  }

  private async speak(clip: Clip): Promise<void> {
    try {
      const out = loudspeaker();
      const sound = await out.decodeAudioData(await control.clip(this.sessionId, clip.captionId, clip.language));
      if (!this.state.on || !this.gain) {
        return;
      }
      const source = out.createBufferSource();
      source.buffer = sound;
      source.connect(this.gain);
      this.source = source;
      this.tell({ speaking: clip.captionId });
      await new Promise<void>((over) => {
        source.onended = () => {
          over();
        };
        source.start();
      });
      this.tell({ spoken: this.state.spoken + 1 });
    } catch (thrown) {
      this.tell({ problem: `A clip could not be played: ${troubleOf(thrown).message}` });
    }
  }

  private measure(): void {
    if (!this.analyser) {
      return;
    }
    const samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(samples);
    const level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    if (Math.abs(level - this.state.level) > 0.001) {
      this.tell({ level });
    }
  }

  private tell(change: Partial<DubState>): void {
    this.state = { ...this.state, ...change };
    this.onState(this.state);
  }
}

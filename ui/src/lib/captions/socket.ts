import { create, fromJsonString, toJsonString } from '@bufbuild/protobuf';
import type { LiveMessage, LiveRequest, LogPosition, Watch } from '@/gen/contracts/streamlation/v1/live_pb';
import { LiveMessageSchema, LiveRequestSchema, WatchSchema } from '@/gen/contracts/streamlation/v1/live_pb';

/** How things stand between this page and the server, said as it is. */
export type Connection =
  | { readonly kind: 'off' }
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'open'; readonly quietSinceMs: number | null }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly retryAtMs: number; readonly why: string }
  /** Asking again would not help: somebody must sign in. */
  | { readonly kind: 'signed-out' };

/** The part of a WebSocket that is used here. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export type Ticket =
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'not-now'; readonly why: string; readonly retryAfterMs: number };

/** The world outside, so that a test can be the world. */
export interface SocketWorld {
  ticket(): Promise<Ticket>;
  open(): SocketLike;
  nowMs(): number;
  /** Calls back once after so many milliseconds, unless the returned function was called. */
  after(ms: number, call: () => void): () => void;
  /** 0 ≤ n < 1 */
  random(): number;
}

export interface SocketListener {
  onMessage(message: LiveMessage, arrivedAtMs: number): void;
  onConnection(connection: Connection): void;
}

export const FIRST_RETRY_MS = 500;
export const LONGEST_RETRY_MS = 15_000;
/** From asking for a ticket to the server's welcome. */
export const WELCOME_WITHIN_MS = 10_000;
/** A connection that lived this long was a good one: after it, retries begin anew. */
export const GOOD_AFTER_MS = 5_000;
/** Heartbeats missed before the page says that it hears nothing, and before it gives the connection up. */
export const QUIET_AFTER_HEARTBEATS = 1.5;
export const LOST_AFTER_HEARTBEATS = 2.5;

/**
 * The live socket of this page: many sessions, one connection. It keeps the last place seen of each session and goes on
 * there after an outage.
 */
export class LiveSocket {
  private readonly watches = new Map<string, Watch>();
  private socket: SocketLike | null = null;
  private running = false;
  private attempt = 0;
  private identified = false;
  private welcomedAtMs: number | null = null;
  private heartbeatMs = 0;
  private refusal: string | null = null;
  private connection: Connection = { kind: 'off' };
  /** What is planned for later: the next try, the welcome's deadline, the watchdog's steps. */
  private planned: (() => void)[] = [];
  /** Answers that belong to an earlier try are not listened to. */
  private tryNumber = 0;

  constructor(
    private readonly world: SocketWorld,
    private readonly listener: SocketListener,
  ) {}

  /** Languages: BCP-47 tags; none = every language of the session. */
  watch(sessionId: string, languages: readonly string[] = []): void {
    if (this.watches.has(sessionId)) {
      return;
    }
    const watch = create(WatchSchema, { sessionId, languages: [...languages] });
    this.watches.set(sessionId, watch);
    this.sendIfIdentified({ case: 'watch', value: watch });
  }

  unwatch(sessionId: string): void {
    if (this.watches.delete(sessionId)) {
      this.sendIfIdentified({ case: 'unwatch', value: { $typeName: 'streamlation.v1.Unwatch', sessionId } });
    }
  }

  start(): void {
    if (!this.running) {
      this.running = true;
      this.attempt = 0;
      this.tryNow();
    }
  }

  stop(): void {
    this.running = false;
    this.hangUp();
    this.say({ kind: 'off' });
  }

  /** Somebody pressed the button, or the network came back: no reason to wait any longer. */
  retryNow(): void {
    if (this.running && this.connection.kind === 'waiting') {
      this.tryNow();
    }
  }

  private tryNow(): void {
    this.hangUp();
    const thisTry = this.tryNumber;
    this.refusal = null;
    this.say({ kind: 'connecting', attempt: this.attempt });
    this.plan(WELCOME_WITHIN_MS, () => {
      this.lost(`The server did not answer within ${WELCOME_WITHIN_MS / 1000} s.`);
    });
    this.world.ticket().then(
      (ticket) => {
        if (thisTry === this.tryNumber) {
          this.withTicket(ticket);
        }
      },
      (error: unknown) => {
        if (thisTry === this.tryNumber) {
          this.lost(error instanceof Error ? error.message : String(error));
        }
      },
    );
  }

  private withTicket(ticket: Ticket): void {
    switch (ticket.kind) {
      case 'signed-out':
        this.running = false;
        this.hangUp();
        this.say({ kind: 'signed-out' });
        return;
      case 'not-now':
        this.lost(ticket.why, ticket.retryAfterMs);
        return;
      case 'ticket':
        this.openWith(ticket.ticket);
    }
  }

  private openWith(ticket: string): void {
    const socket = this.world.open();
    this.socket = socket;
    socket.onopen = () => {
      this.identified = true;
      this.send({
        case: 'identify',
        value: { $typeName: 'streamlation.v1.Identify', ticket, watch: [...this.watches.values()] },
      });
    };
    socket.onmessage = ({ data }) => {
      this.heard(data);
    };
    socket.onclose = ({ code, reason }) => {
      this.lost(this.refusal ?? (reason || `The connection was closed (${code}).`));
    };
  }

  private heard(data: unknown): void {
    if (typeof data !== 'string') {
      return;
    }
    let message: LiveMessage;
    try {
      // A newer server may say more than this page knows.
      message = fromJsonString(LiveMessageSchema, data, { ignoreUnknownFields: true });
    } catch {
      this.lost('The server said something this page does not understand: reload the page.');
      return;
    }
    const nowMs = this.world.nowMs();
    if (message.body.case === 'welcome') {
      this.welcomedAtMs = nowMs;
      this.heartbeatMs = message.body.value.heartbeatSeconds * 1000;
    }
    if (message.body.case === 'refused' && message.sessionId === '') {
      this.refusal = message.body.value.message;
    }
    this.remember(message);
    if (this.welcomedAtMs !== null) {
      this.expectTheNextHeartbeat();
      this.say({ kind: 'open', quietSinceMs: null });
    }
    this.listener.onMessage(message, nowMs);
  }

  private remember(message: LiveMessage): void {
    const watch = this.watches.get(message.sessionId);
    if (!watch) {
      return;
    }
    if (message.body.case === 'reset') {
      delete watch.resume;
    } else if (message.at && isNewer(message.at, watch.resume)) {
      watch.resume = message.at;
    }
  }

  private expectTheNextHeartbeat(): void {
    this.forgetPlans();
    if (this.heartbeatMs <= 0) {
      return;
    }
    const heardAtMs = this.world.nowMs();
    this.plan(this.heartbeatMs * QUIET_AFTER_HEARTBEATS, () => {
      this.say({ kind: 'open', quietSinceMs: heardAtMs });
    });
    this.plan(this.heartbeatMs * LOST_AFTER_HEARTBEATS, () => {
      this.lost(`Nothing was heard for ${(this.heartbeatMs * LOST_AFTER_HEARTBEATS) / 1000} s.`);
    });
  }

  private lost(why: string, atLeastMs = 0): void {
    if (!this.running) {
      return;
    }
    if (this.welcomedAtMs !== null && this.world.nowMs() - this.welcomedAtMs >= GOOD_AFTER_MS) {
      this.attempt = 0;
    }
    this.hangUp();
    // Half of it fixed, half of it chance: a thousand pages do not come back in the same instant.
    const backoffMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.attempt);
    const waitMs = Math.max(atLeastMs, backoffMs * (0.5 + this.world.random() / 2));
    this.attempt += 1;
    this.plan(waitMs, () => {
      this.tryNow();
    });
    this.say({ kind: 'waiting', attempt: this.attempt, retryAtMs: this.world.nowMs() + waitMs, why });
  }

  private hangUp(): void {
    this.tryNumber += 1;
    this.forgetPlans();
    this.welcomedAtMs = null;
    this.identified = false;
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close(1000);
    }
  }

  /** Before that, `identify` names all that is watched. */
  private sendIfIdentified(request: LiveRequest['request']): void {
    if (this.identified) {
      this.send(request);
    }
  }

  private send(request: LiveRequest['request']): void {
    this.socket?.send(toJsonString(LiveRequestSchema, create(LiveRequestSchema, { request })));
  }

  private plan(ms: number, call: () => void): void {
    this.planned.push(this.world.after(ms, call));
  }

  private forgetPlans(): void {
    this.planned.forEach((forget) => {
      forget();
    });
    this.planned = [];
  }

  private say(connection: Connection): void {
    const before = this.connection;
    const same =
      before.kind === 'open' && connection.kind === 'open' && before.quietSinceMs === connection.quietSinceMs;
    if (!same) {
      this.connection = connection;
      this.listener.onConnection(connection);
    }
  }
}

function isNewer(place: LogPosition, than: LogPosition | undefined): boolean {
  return than?.log !== place.log || place.position > than.position;
}

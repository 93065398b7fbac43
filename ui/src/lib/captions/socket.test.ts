import { create, fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LiveMessage, LiveRequest } from '@/gen/contracts/streamlation/v1/live_pb';
import { LiveMessageSchema, LiveRequestSchema } from '@/gen/contracts/streamlation/v1/live_pb';
import type { Connection, SocketLike, SocketWorld, Ticket } from './socket';
import { FIRST_RETRY_MS, GOOD_AFTER_MS, LONGEST_RETRY_MS, LiveSocket, WELCOME_WITHIN_MS } from './socket';

const HEARTBEAT_MS = 15_000;

class FakeWebSocket implements SocketLike {
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  readonly sent: LiveRequest[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(fromJsonString(LiveRequestSchema, text));
  }
  close(): void {
    this.closed = true;
  }
  says(body: LiveMessage['body'], at?: { log: string; position: bigint }): void {
    const message = create(LiveMessageSchema, {
      sessionId: isOfSession(body) ? 's-1' : '',
      body,
      ...(at ? { at: { $typeName: 'streamlation.v1.LogPosition', ...at } } : {}),
    });
    this.onmessage?.({ data: toJsonString(LiveMessageSchema, message) });
  }
  welcomes(): void {
    this.onopen?.();
    this.says({
      case: 'welcome',
      value: { $typeName: 'streamlation.v1.Welcome', heartbeatSeconds: HEARTBEAT_MS / 1000 },
    });
  }
  breaks(reason = ''): void {
    this.onclose?.({ code: 1006, reason });
  }
}
const isOfSession = (body: LiveMessage['body']) =>
  body.case !== 'welcome' && body.case !== 'heartbeat' && body.case !== 'refused';

class FakeWorld implements SocketWorld {
  now = 1_000_000;
  chance = 0;
  tickets: Ticket[] = [];
  readonly sockets: FakeWebSocket[] = [];
  private plans: { atMs: number; call: () => void }[] = [];

  ticket(): Promise<Ticket> {
    return Promise.resolve(this.tickets.shift() ?? { kind: 'ticket', ticket: `t-${this.sockets.length + 1}` });
  }
  open(): SocketLike {
    const socket = new FakeWebSocket();
    this.sockets.push(socket);
    return socket;
  }
  nowMs(): number {
    return this.now;
  }
  random(): number {
    return this.chance;
  }
  after(ms: number, call: () => void): () => void {
    const plan = { atMs: this.now + ms, call };
    this.plans.push(plan);
    return () => {
      this.plans = this.plans.filter((p) => p !== plan);
    };
  }
  async passes(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      const next = this.plans.filter((p) => p.atMs <= until).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) {
        break;
      }
      this.plans = this.plans.filter((p) => p !== next);
      this.now = next.atMs;
      next.call();
      await settled();
    }
    this.now = until;
  }
  get newest(): FakeWebSocket {
    const socket = this.sockets.at(-1);
    if (!socket) {
      throw new Error('no socket was opened');
    }
    return socket;
  }
}

/** Lets promises that are already answered have their say. */
const settled = async () => {
  for (let i = 0; i < 4; i += 1) {
    await Promise.resolve();
  }
};
const LIVE: LiveMessage['body'] = { case: 'live', value: { $typeName: 'streamlation.v1.Live' } };
const heartbeat = (atMs: number): LiveMessage['body'] => ({
  case: 'heartbeat',
  value: { $typeName: 'streamlation.v1.Heartbeat', atMs: BigInt(atMs) },
});

describe('the live socket', () => {
  let world: FakeWorld;
  let socket: LiveSocket;
  let connections: Connection[];
  let messages: LiveMessage[];
  const now = () => connections.at(-1);

  beforeEach(() => {
    world = new FakeWorld();
    connections = [];
    messages = [];
    socket = new LiveSocket(world, {
      onConnection: (c) => connections.push(c),
      onMessage: (m) => messages.push(m),
    });
    socket.watch('s-1', ['en', 'es']);
  });

  async function opened(): Promise<FakeWebSocket> {
    socket.start();
    await settled();
    world.newest.welcomes();
    return world.newest;
  }

  it('identifies with its ticket and what it watches, in the first message', async () => {
    const server = await opened();
    expect(server.sent.map((r) => r.request)).toMatchObject([
      { case: 'identify', value: { ticket: 't-1', watch: [{ sessionId: 's-1', languages: ['en', 'es'] }] } },
    ]);
  });

  it('says open only after the welcome', async () => {
    socket.start();
    await settled();
    world.newest.onopen?.();
    expect(now()).toEqual({ kind: 'connecting', attempt: 0 });
    world.newest.welcomes();
    expect(now()).toEqual({ kind: 'open', quietSinceMs: null });
  });

  it('comes back with a new ticket where it was', async () => {
    const first = await opened();
    first.says(LIVE, { log: 'log-a', position: 41n });
    first.breaks();
    await world.passes(FIRST_RETRY_MS);
    world.newest.welcomes();
    expect(world.newest.sent[0]?.request).toMatchObject({
      case: 'identify',
      value: { ticket: 't-2', watch: [{ resume: { log: 'log-a', position: 41n } }] },
    });
  });

  it('never goes back to an earlier place of the same log', async () => {
    const first = await opened();
    first.says(LIVE, { log: 'log-a', position: 41n });
    first.says(LIVE, { log: 'log-a', position: 40n });
    first.breaks();
    await world.passes(FIRST_RETRY_MS);
    world.newest.welcomes();
    expect(world.newest.sent[0]?.request).toMatchObject({ value: { watch: [{ resume: { position: 41n } }] } });
  });

  it('forgets its place when the server says that it is of no use', async () => {
    const first = await opened();
    first.says(LIVE, { log: 'log-a', position: 41n });
    first.says({ case: 'reset', value: { $typeName: 'streamlation.v1.Reset', reason: 'gone' } });
    first.breaks();
    await world.passes(FIRST_RETRY_MS);
    world.newest.welcomes();
    const { request } = world.newest.sent[0] ?? {};
    expect(request?.case === 'identify' ? request.value.watch[0]?.resume : 'no identify').toBeUndefined();
  });

  it('waits longer each time, up to a limit, and says until when and why', async () => {
    socket.start();
    await settled();
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      world.newest.breaks('the server restarts');
      const c = now();
      if (c?.kind !== 'waiting') {
        throw new Error(`expected to wait, but ${c?.kind ?? 'nothing'}`);
      }
      expect(c.why).toBe('the server restarts');
      waits.push(c.retryAtMs - world.now);
      await world.passes(c.retryAtMs - world.now);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 7500, 7500, 7500]);
  });

  it('spreads retries by chance', async () => {
    world.chance = 0.5;
    socket.start();
    await settled();
    world.newest.breaks();
    expect(now()).toMatchObject({ retryAtMs: world.now + FIRST_RETRY_MS * 0.75 });
  });

  it('begins anew with short waits after a good connection, not after a short one', async () => {
    const first = await opened();
    first.breaks();
    await world.passes(FIRST_RETRY_MS);
    world.newest.welcomes();
    world.newest.breaks();
    expect(now()).toMatchObject({ kind: 'waiting', attempt: 2 });
    await world.passes(LONGEST_RETRY_MS);
    world.newest.welcomes();
    await world.passes(GOOD_AFTER_MS);
    world.newest.breaks();
    expect(now()).toMatchObject({ kind: 'waiting', attempt: 1 });
  });

  it('says that it hears nothing, then gives the connection up', async () => {
    const server = await opened();
    const heardAtMs = world.now;
    await world.passes(HEARTBEAT_MS * 2);
    expect(now()).toEqual({ kind: 'open', quietSinceMs: heardAtMs });
    await world.passes(HEARTBEAT_MS);
    expect(server.closed).toBe(true);
    expect(connections.some((c) => c.kind === 'waiting' && c.why === 'Nothing was heard for 37.5 s.')).toBe(true);
  });

  it('stays while heartbeats come', async () => {
    const server = await opened();
    for (let i = 0; i < 10; i += 1) {
      await world.passes(HEARTBEAT_MS);
      server.says(heartbeat(world.now));
    }
    expect(connections.map((c) => c.kind)).toEqual(['connecting', 'open']);
  });

  it('does not wait for a welcome for ever', async () => {
    socket.start();
    await settled();
    const silent = world.newest;
    await world.passes(WELCOME_WITHIN_MS);
    expect(silent.closed).toBe(true);
    expect(now()).toMatchObject({ kind: 'waiting' });
  });

  it('tells why it was refused', async () => {
    const server = await opened();
    server.says({
      case: 'refused',
      value: { $typeName: 'streamlation.v1.Refused', code: 'ticket-used', message: 'This ticket was used before.' },
    });
    server.breaks();
    expect(now()).toMatchObject({ kind: 'waiting', why: 'This ticket was used before.' });
  });

  it('stops for good when somebody must sign in', async () => {
    world.tickets = [{ kind: 'signed-out' }];
    socket.start();
    await settled();
    await world.passes(60_000);
    expect(now()).toEqual({ kind: 'signed-out' });
    expect(world.sockets).toHaveLength(0);
  });

  it('asks no earlier than it is told to', async () => {
    world.tickets = [{ kind: 'not-now', why: 'Too many attempts.', retryAfterMs: 9_000 }];
    socket.start();
    await settled();
    expect(now()).toMatchObject({ kind: 'waiting', retryAtMs: world.now + 9_000, why: 'Too many attempts.' });
  });

  it('tries at once when asked to', async () => {
    const first = await opened();
    first.breaks();
    socket.retryNow();
    await settled();
    expect(world.sockets).toHaveLength(2);
  });

  it('watches and unwatches while open', async () => {
    const server = await opened();
    socket.watch('s-2');
    socket.unwatch('s-1');
    expect(server.sent.slice(1).map((r) => r.request)).toMatchObject([
      { case: 'watch', value: { sessionId: 's-2', languages: [] } },
      { case: 'unwatch', value: { sessionId: 's-1' } },
    ]);
  });

  it('is silent after stop', async () => {
    const server = await opened();
    socket.stop();
    await world.passes(60_000);
    expect(server.closed).toBe(true);
    expect(now()).toEqual({ kind: 'off' });
    expect(world.sockets).toHaveLength(1);
  });

  it('bears a field that it does not know', async () => {
    const server = await opened();
    server.onmessage?.({ data: '{"sessionId":"s-1","live":{},"fromTheFuture":1}' });
    expect(messages.at(-1)?.body.case).toBe('live');
  });

  it('does not go on with what it cannot read', async () => {
    const server = await opened();
    server.onmessage?.({ data: 'not json' });
    expect(now()).toMatchObject({ kind: 'waiting' });
  });
});

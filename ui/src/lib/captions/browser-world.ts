import { control } from '@/lib/control/door';
import { troubleOf } from '@/lib/control/trouble';
import type { SocketLike, SocketWorld, Ticket } from './socket';

/** The live socket's world in a real browser. */
export const browserWorld: SocketWorld = {
  ticket: askForTicket,
  open: openWebSocket,
  nowMs: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  random: () => Math.random(),
};

async function askForTicket(): Promise<Ticket> {
  try {
    return { kind: 'ticket', ticket: await control.ticket() };
  } catch (thrown) {
    const trouble = troubleOf(thrown);
    if (trouble.kind === 'signed-out') {
      return { kind: 'signed-out' };
    }
    return {
      kind: 'not-now',
      why: trouble.message,
      retryAfterMs: trouble.kind === 'problem' ? trouble.retryAfterMs : 0,
    };
  }
}

function openWebSocket(): SocketLike {
  const { protocol, host } = window.location;
  const webSocket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/live`);
  const socket: SocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => {
      webSocket.send(text);
    },
    close: (code) => {
      webSocket.close(code);
    },
  };
  webSocket.onopen = () => socket.onopen?.();
  webSocket.onmessage = (event: MessageEvent<unknown>) => socket.onmessage?.({ data: event.data });
  webSocket.onclose = ({ code, reason }) => socket.onclose?.({ code, reason });
  return socket;
}

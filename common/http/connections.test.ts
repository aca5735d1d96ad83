import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createConnections } from './connections.ts';

/** A connection that closes when it is destroyed. */
function visitor() {
  const socket = Object.assign(new EventEmitter(), { writableLength: 0 }) as unknown as Socket;
  socket.destroy = () => {
    Object.assign(socket, { destroyed: true });
    socket.emit('close');
    return socket;
  };
  return socket;
}

/** Handed over, and out. */
const answerTo = (req: IncomingMessage) => ({ req, socket: req.socket }) as unknown as ServerResponse;

const request = (socket: Socket, complete = true) => ({ socket, complete }) as IncomingMessage;

function crowded(most: number) {
  const connections = createConnections(most);
  const come = () => {
    const socket = visitor();
    connections.admit(socket);
    return socket;
  };
  return { ...connections, come, all: Array.from({ length: most }, come) };
}

const gone = (sockets: readonly Socket[]) => sockets.map(({ destroyed }) => destroyed === true);

test('when no more can be open, whoever has waited longest makes room for the newcomer', () => {
  const { come, all } = crowded(3);
  come();
  expect(gone(all)).toEqual([true, false, false]);
  come();
  expect(gone(all)).toEqual([true, true, false]);
});

test('whoever has just been answered has not waited long', () => {
  const { come, all, asks, works, answered } = crowded(2);
  const [first] = all as [Socket];
  const asked = request(first);
  asks(asked);
  works(asked);
  answered(answerTo(asked));
  come();
  expect(gone(all)).toEqual([false, true]);
});

test('a connection whose request is being worked on stays, and one that has sent a part of a request does not', () => {
  const { come, all, asks, works } = crowded(2);
  const [first, second] = all as [Socket, Socket];
  asks(request(first));
  works(request(first));
  asks(request(second, false));
  const third = come();
  expect(gone([...all, third])).toEqual([false, true, false]);
});

test('where all are being worked on the newcomer is not taken', () => {
  const { come, all, asks, works } = crowded(2);
  for (const socket of all) {
    asks(request(socket));
    works(request(socket));
  }
  expect(gone([...all, come()])).toEqual([false, false, true]);
});

test('whoever leaves makes room', () => {
  const { come, all } = crowded(2);
  all[1]?.destroy();
  come();
  expect(gone(all)).toEqual([false, true]);
});

test('what is said last on a connection waits for the requests that came whole, and not for the one that did not', async () => {
  const { all, asks, answered, whenAnswered } = crowded(1);
  const [socket] = all as [Socket];
  const whole = [request(socket), request(socket)] as const;
  for (const one of [...whole, request(socket, false)]) asks(one);
  const last = vi.fn();
  whenAnswered(socket, last);
  whenAnswered(socket, last);
  answered(answerTo(whole[0]));
  await new Promise(setImmediate);
  expect(last).not.toHaveBeenCalled();
  answered(answerTo(whole[1]));
  await new Promise(setImmediate);
  expect(last).toHaveBeenCalledTimes(1);
});

import { expect, test, vi } from 'vitest';
import { createLog } from '../observe/log.ts';
import { keepConnected, reconnectPolicy } from './keep-connected.ts';

const log = createLog({ LAB_LOG_LEVEL: 'silent' }, 'test');

/** A broker whose connections are numbered; the first `refused` attempts fail. */
function broker(refused = 0) {
  let attempts = 0;
  const ends: ((why?: Error) => void)[] = [];
  const open = async () => {
    const number = ++attempts;
    if (number <= refused) throw new Error('connection refused');
    let end: (why?: Error) => void = () => {};
    const ended = new Promise<Error | undefined>((resolve) => {
      end = resolve;
    });
    ends.push(end);
    return { offer: number, ended, close: async () => end() };
  };
  return { open, lose: (why?: Error) => ends.at(-1)?.(why), attempts: () => attempts };
}

const offers = (link: { current(): number | null }, number: number) =>
  vi.waitFor(() => expect(link.current()).toBe(number), { timeout: 3000, interval: 5 });

test('a connection that is lost comes back anew', async () => {
  const { open, lose } = broker();
  const link = keepConnected(log, 'test', open);
  await offers(link, 1);
  lose();
  await vi.waitFor(() => expect(link.current()).toBeNull());
  await offers(link, 2);
  await link.close();
});

test('a connection that is lost again and again is told of with the reason, though it is there in between', async () => {
  const { open, lose } = broker();
  const link = keepConnected(log, 'test', open);
  const { losses } = reconnectPolicy.unsteady;
  for (let connection = 1; connection <= losses; connection++) {
    await offers(link, connection);
    expect(link.problem()).toBeNull();
    lose(new Error('something in a message'));
    await vi.waitFor(() => expect(link.problem()).toBe('not connected to the broker'));
  }
  await offers(link, losses + 1);
  expect(link.problem()).toMatch(/lost 3 times in 10 s: something in a message$/);
  await link.close();
});

test('a broker that is away is tried until it is there', async () => {
  const { open, attempts } = broker(2);
  const link = keepConnected(log, 'test', open);
  expect(link.current()).toBeNull();
  await offers(link, 3);
  expect(attempts()).toBe(3);
  await link.close();
});

test('a dropped connection is followed by a new one', async () => {
  const { open } = broker();
  const link = keepConnected(log, 'test', open);
  await offers(link, 1);
  await link.drop();
  await offers(link, 2);
  await link.close();
});

test('closed, it connects no more', async () => {
  const { open, attempts } = broker();
  const link = keepConnected(log, 'test', open);
  await offers(link, 1);
  await link.close();
  expect(link.current()).toBeNull();
  expect(attempts()).toBe(1);
});

test('closed while it connects, it ends that connection too', async () => {
  const { open } = broker();
  const link = keepConnected(log, 'test', open);
  await link.close();
  expect(link.current()).toBeNull();
});

test.each([
  { what: 'while it connects', open: () => new Promise<never>(() => {}) },
  {
    what: 'while it is connected',
    open: async () => ({ offer: 1, ended: new Promise(() => {}), close: () => new Promise<void>(() => {}) }),
  },
])('closed $what to a broker that says nothing, it ends all the same', async ({ open }) => {
  const { closeMs } = reconnectPolicy;
  reconnectPolicy.closeMs = 20;
  try {
    await keepConnected(log, 'test', open).close();
  } finally {
    reconnectPolicy.closeMs = closeMs;
  }
});

import { connect } from 'node:net';

const ANSWERS_MS = 1000;

/** Whether the system refuses connections to this address (`127.0.0.1:9092`): nobody listens there. Silence is no refusal. */
export async function isRefused(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port: Number(port), timeout: ANSWERS_MS });
  socket.once('connect', () => resolve(false));
  socket.once('timeout', () => resolve(false));
  socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
  const refused = await promise;
  socket.destroy();
  return refused;
}

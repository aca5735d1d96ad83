import { createServer } from 'node:net';
import type { Settings } from '../../common/base/config.ts';
import { loopbackPorts } from '../brokers/ports.ts';

type Host = Pick<Settings, 'LAB_HOST'>;

const LAST_PORT = 65_535;

/** Ports for services that listen on LAB_HOST: consecutive ones from `first` on, or free ones. Throws in a sentence when they cannot be had. */
export async function portsFor(count: number, settings: Host, first: number | undefined): Promise<number[]> {
  const onHost = await whyNot(settings, 0);
  if (onHost !== null)
    throw new Error(
      `LAB_HOST: nothing can listen on ${settings.LAB_HOST} here (${onHost}). Name an address of this machine.`,
    );
  if (first === undefined) return loopbackPorts(count, settings.LAB_HOST);
  const ports = Array.from({ length: count }, (_, index) => first + index);
  for (const port of ports) {
    const why = port > LAST_PORT ? 'ERANGE' : await whyNot(settings, port);
    if (why !== null) throw new Error(sentence(port, why));
  }
  return ports;
}

function sentence(port: number, code: string): string {
  const others = 'choose others with --port (0 picks free ones).';
  if (code === 'ERANGE') return `Port ${port} is beyond ${LAST_PORT}: ${others}`;
  if (code === 'EACCES') return `Port ${port} may be opened by root alone: ${others}`;
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Stop what uses it, or ${others}`;
  return `Port ${port} cannot be opened (${code}): ${others}`;
}

/** The code of the error with which listening fails; null: it works. */
function whyNot(settings: Host, port: number): Promise<string | null> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => answer(code));
    server.listen({ port, host: settings.LAB_HOST, exclusive: true }, () => server.close(() => answer(null)));
  });
}

import { join } from 'node:path';
import type { Guard } from '../brokers/broker.ts';
import { send } from './request.ts';
import { ServiceProcess } from './service-process.ts';

/** Where whoever is asked outside of the services runs, and who ends it. */
export interface OutsideOptions {
  port: number;
  dataFolder: string;
  guard: Guard;
  say: (line: string) => void;
}

const HOST = '127.0.0.1';

/**
 * Whom services ask outside of them, as a process of the bench: on loopback, whatever the services listen on. Not started yet.
 * `env`: its own settings, beside those of every service.
 */
export function outsideProcess(
  spec: { name: string; entry: URL },
  env: Record<string, string>,
  { port, dataFolder, guard, say }: OutsideOptions,
): ServiceProcess {
  return new ServiceProcess({
    spec,
    env: {
      PATH: process.env['PATH'] ?? '',
      LAB_HOST: HOST,
      LAB_PORT: String(port),
      LAB_DATA_DIR: dataFolder,
      LAB_LOG_LEVEL: 'warn',
      ...env,
    },
    logFile: join(dataFolder, `${spec.name}.log`),
    guard,
    say,
    watch: false,
  });
}

export const outsideUrl = (port: number, scheme = 'http'): string => `${scheme}://${HOST}:${port}`;

/** Tells it what it does from now on: `part` is its faults, or whatever else it can be told. */
export async function tellOutside(url: string, part: string, told: object): Promise<void> {
  const { status } = await send('PUT', `${url}/${part}`, told);
  if (status !== 200) throw new Error(`PUT ${url}/${part} was answered with ${status}.`);
}

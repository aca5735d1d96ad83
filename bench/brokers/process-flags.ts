import { readFileSync } from 'node:fs';
import type { Broker } from './broker.ts';

/** For the fairness card: whom the flags of such a machine help or hurt. */
export const flagsPush: Record<Broker['kind'], string> = {
  kafka:
    'A Java that stops at a tier (-XX:TieredStopAtLevel) starts quicker and leaves out the optimising compiler, and a small heap (-Xmx) bounds what is kept: both can hurt Kafka at high rates. One that compiles fully spends CPU on that in its first minute, which hurts it in short runs.',
  rabbitmq:
    'Erlang schedulers that wait busily (-sbwt other than none) use CPU while idle: it would hurt the orders per core-second of RabbitMQ at low rates.',
};

/** What a virtual machine was told on its command line (Linux); null where the kernel does not tell. */
export function flagsOf(pid: number): string | null {
  try {
    return machineFlags(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'));
  } catch {
    return null;
  }
}

/**
 * The part before the program itself: a JVM's ends at its class path, Erlang's at `--`. What names a path differs with every
 * folder, and is left out.
 */
export function machineFlags([, ...args]: readonly string[]): string {
  const end = args.findIndex((arg) => arg === '--' || arg === '-cp');
  return args
    .slice(0, end < 0 ? 0 : end)
    .filter((arg) => !arg.includes('/'))
    .join(' ');
}

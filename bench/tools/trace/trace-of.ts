import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTrail, type Step } from '../../../common/operator/order-trail.ts';

/** What happened to one order, in time order. */
export interface Trace {
  orderId: string;
  status: string | null;
  steps: (Step & { sinceFirstMs: number; sinceBeforeMs: number })[];
  unfinished: string[];
}

/** From the stores of a lab and the logs of its services; null when none of them knows the order. */
export async function traceOf(dataFolder: string, services: readonly string[], orderId: string): Promise<Trace | null> {
  const { status, steps: stored, unfinished } = await readTrail(dataFolder, orderId);
  const ids = new Set([orderId, ...stored.flatMap(({ messageId = [] }) => messageId)]);
  const logged = logsOf(services, dataFolder).flatMap((name) => linesAbout(ids, join(dataFolder, `${name}.log`), name));
  const sorted = [...stored, ...logged].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const [first] = sorted;
  if (!first) return null;
  const steps = sorted.map((step, index) => ({
    ...step,
    sinceFirstMs: msBetween(first, step),
    sinceBeforeMs: msBetween(sorted[index - 1] ?? first, step),
  }));
  return { orderId, status, steps, unfinished };
}

const msBetween = (a: Step, b: Step) => Date.parse(b.at) - Date.parse(a.at);

/** Each process of a service has a log: `inventory-service`, `inventory-service-2`. */
function logsOf(services: readonly string[], dataFolder: string): string[] {
  if (!existsSync(dataFolder)) return [];
  const logs = readdirSync(dataFolder).flatMap((file) => /^(.*)\.log$/.exec(file)?.[1] ?? []);
  return logs.filter((name) => services.some((service) => name.replace(/-\d+$/, '') === service));
}

/** What a service logged of the order or of one of its messages; at level debug that is every milestone. */
function linesAbout(ids: Set<string>, file: string, service: string): Step[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{') && [...ids].some((id) => line.includes(id)))
    .flatMap((line) => stepOf(line, service));
}

function stepOf(line: string, service: string): Step[] {
  try {
    const { time, level, msg, of, reason, err, messageId } = JSON.parse(line) as Record<string, string> & {
      err?: { message?: string };
    };
    const about = [of, reason, err?.message].filter(Boolean).join(', ');
    const what = `log ${level}: ${msg}${about && ` (${about})`}`;
    return time ? [{ at: time, service, what, ...(messageId && { messageId }) }] : [];
  } catch {
    return []; // a line that is being written
  }
}

import { randomUUID } from 'node:crypto';
import type { Role } from '../../../common/mode.ts';
import { judge } from '../../checkers/judge.ts';
import { finalReads, readProducts } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { readProcesses } from '../../measure/proc.ts';
import { seededRandom } from '../../measure/random.ts';
import { bodyOf, spoilt } from './bodies.ts';
import { jsonTexts } from './json-texts.ts';
import { naughtyStrings } from './naughty-strings.ts';
import { bodyRoutes, type Route } from './routes.ts';

/** What one target answered to everything it was sent. */
interface FuzzRow {
  target: string;
  sent: number;
  accepted: number;
  /** 4xx, or parked by a consumer. */
  refused: number;
  serverErrors: number;
  unanswered: number;
}

interface FuzzResult {
  rows: FuzzRow[];
  /** Everything that must not happen, in words; empty: nothing did. */
  problems: string[];
  /** MiB by which each service grew. */
  growthMiB: Record<string, number>;
}

const LANES = 8;
const MOST_GROWTH_MIB = 50;
const QUIESCENCE_MS = 60_000;
/** Checks that hold whatever valid request was made by whoever. */
const invariants = ['stock', 'money', 'transitions'];
const roles: Exclude<Role, 'analytics'>[] = ['orders', 'inventory', 'notifications'];

/**
 * Sends a JSON parsing corpus, naughty strings and bodies derived from the served OpenAPI to every route that takes a
 * body, and the same bytes as broker messages. `perRoute`: how many derived bodies. `door`: the address in front of all services,
 * to which the bodies go in the place of their own.
 */
export async function fuzzMode(lab: Lab, seed: number, perRoute: number, door?: string): Promise<FuzzResult> {
  const random = seededRandom(seed, lab.mode.name);
  const catalogue = await readProducts(lab);
  const sku = catalogue[0]?.sku ?? '';
  const rows: FuzzRow[] = [];
  const routes: { url: string; role: string; route: Route }[] = [];
  for (const [role, url] of Object.entries(lab.urls)) {
    for (const route of await bodyRoutes(url, sku)) routes.push({ url: door ?? url, role, route });
  }
  for (const { url, route } of routes) await sendAll(url, route, bodiesFor(route, perRoute, random)); // it grows once
  const before = memoryOf(lab);
  const pids = lab.mode.services.map(({ role }) => lab.service(role).pid);

  for (const { url, role, route } of routes) {
    const texts = [...jsonTexts, ...bodiesFor(route, perRoute, random)];
    rows.push({ target: `${role} ${route.method} ${route.path}`, ...(await sendAll(url, route, texts)) });
  }
  if (lab.mode.medium.kind !== 'calls') {
    for (const role of roles) rows.push(await injectAll(lab, role, [...jsonTexts, ...envelopes()]));
  }
  const moving = await untilQuiescent(lab, QUIESCENCE_MS);
  const after = memoryOf(lab);
  const growthMiB = Object.fromEntries(
    Object.entries(after).map(([name, mib]) => [name, Math.round(mib - (before[name] ?? 0))]),
  );
  const known = new Set(catalogue.map(({ sku }) => sku));
  const added = (await readProducts(lab)).filter(({ sku }) => !known.has(sku)); // by POST /products; no price ever changes
  const final = await finalReads(lab, [...catalogue, ...added], moving);
  const { verdicts } = judge({ mode: lab.mode, fault: 'none', history: [], final });
  const problems = [
    ...rows
      .filter(({ serverErrors }) => serverErrors > 0)
      .map((row) => `${row.target} answered 5xx ${row.serverErrors} times`),
    ...rows
      .filter(({ unanswered }) => unanswered > 0)
      .map((row) => `${row.target} did not answer ${row.unanswered} times`),
    ...lab.mode.services.flatMap(({ role, name }, index) =>
      lab.service(role).pid === pids[index] ? [] : `${name} died`,
    ),
    ...Object.entries(growthMiB).flatMap(([name, mib]) => (mib < MOST_GROWTH_MIB ? [] : `${name} grew by ${mib} MiB`)),
    ...moving.map((what) => `never at rest: ${what}`),
    ...verdicts
      .filter(({ check, outcome }) => invariants.includes(check) && outcome === 'violated')
      .map(({ check, because }) => `${check}: ${because}`),
  ];
  return { rows, problems, growthMiB };
}

function bodiesFor({ schema, find }: Route, count: number, random: () => number): string[] {
  const whole = () => bodyOf(schema, find, random);
  return [
    ...Array.from({ length: count }, () => JSON.stringify(random() < 0.2 ? whole() : spoilt(whole(), random))),
    ...naughtyStrings.map((text) => JSON.stringify(withString(whole(), text, random))),
  ];
}

/** One of the strings in a body, replaced. */
function withString(body: unknown, text: string, random: () => number): unknown {
  if (typeof body === 'string') return text;
  if (typeof body !== 'object' || body === null) return body;
  const keys = Object.keys(body);
  const key = keys[Math.floor(random() * keys.length)];
  if (key === undefined) return body;
  const copy = Array.isArray(body) ? [...body] : { ...body };
  Reflect.set(copy, key, withString(Reflect.get(body, key), text, random));
  return copy;
}

async function sendAll(
  url: string,
  { method, path }: Route,
  texts: readonly string[],
): Promise<Omit<FuzzRow, 'target'>> {
  const counts = { sent: 0, accepted: 0, refused: 0, serverErrors: 0, unanswered: 0 };
  const waiting = texts.values();
  const lane = async () => {
    for (const body of waiting) {
      counts.sent++;
      const status = await statusOf(url + path, method, body);
      if (status === null) counts.unanswered++;
      else if (status >= 500) counts.serverErrors++;
      else if (status >= 400) counts.refused++;
      else counts.accepted++;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return counts;
}

async function statusOf(url: string, method: string, body: string): Promise<number | null> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method, body, headers, signal: AbortSignal.timeout(15_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/** A good envelope around bad data. */
function envelopes(): string[] {
  const subject = randomUUID();
  const time = new Date(0).toISOString();
  const common = { specversion: '1.0', source: 'fuzz', subject, time, datacontenttype: 'application/json' };
  return naughtyStrings.map((data) =>
    JSON.stringify({ ...common, id: randomUUID(), correlationid: subject, type: 'OrderPlaced', data }),
  );
}

/** Each message must end as a dead letter: none of them is an event. */
async function injectAll(lab: Lab, role: Exclude<Role, 'analytics'>, texts: readonly string[]): Promise<FuzzRow> {
  const ids: string[] = [];
  for (const text of texts) {
    const id = randomUUID();
    ids.push(id);
    await lab.operator.inject(role, Buffer.from(text), id);
  }
  await untilQuiescent(lab, QUIESCENCE_MS);
  const known = new Set((await lab.operator.parked()).map(({ messageId }) => messageId));
  const refused = ids.filter((id) => known.has(id)).length;
  const unanswered = ids.length - refused;
  return { target: `messages to ${role}`, sent: ids.length, accepted: 0, refused, serverErrors: 0, unanswered };
}

function memoryOf(lab: Lab): Record<string, number> {
  const processes = readProcesses();
  return Object.fromEntries(
    lab.mode.services.map(({ role, name }) => [name, processes.get(lab.service(role).pid ?? 0)?.rssMiB ?? 0]),
  );
}

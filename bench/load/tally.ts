import { Latencies, mergeLatencies } from '../measure/latencies.ts';
import type { ConnectionFigures, RequestCounts } from '../record/run-file.ts';
import type { LoadFigures } from './load-result.ts';
import { type Outcome, OWN_SHORTAGES } from './outcome.ts';
import { addTimes, noTimes } from './time-sums.ts';

/** Counts and latencies of a phase. Each request is added once at each of its moments; see `Attempt`. Microseconds. */
export class Tally {
  readonly counts: RequestCounts = {
    sent: 0,
    accepted: 0,
    refused: 0,
    failed: 0,
    timedOut: 0,
    connectionErrors: 0,
    unfinished: 0,
  };
  readonly errors = new Map<string, number>();
  readonly acceptance = new Latencies();
  readonly service = new Latencies();
  readonly connection = new Latencies();
  readonly sendDelay = new Latencies();
  readonly failures = new Latencies();
  readonly connections: ConnectionFigures = { opened: 0, mostUnderWay: 0, denied: 0 };
  readonly times = noTimes();

  /** `denied`: there are as many connections as the system lets the generator have, and all are busy. */
  sent(underWay: number, denied: boolean): void {
    this.counts.sent += 1;
    this.connections.mostUnderWay = Math.max(this.connections.mostUnderWay, underWay);
    if (denied) this.connections.denied += 1;
  }

  handed(sendDelayUs: number): void {
    this.sendDelay.record(sendDelayUs);
    this.times.handed += 1;
    this.times.sendDelayUs += sendDelayUs;
  }

  /** `opened`: for this request, and not there before it. */
  ready(connectionUs: number, opened: boolean): void {
    this.connection.record(connectionUs);
    if (opened) this.connections.opened += 1;
    this.times.connectionUs += connectionUs;
  }

  /** `serviceUs` is null when the request was never written; `heldBackUs` is what its latency has of an artificial delay. */
  ended({ count, error }: Outcome, latencyUs: number, serviceUs: number | null, heldBackUs = 0): void {
    this.counts[count] += 1;
    this.times.ended += 1;
    this.times.latencyUs += latencyUs - heldBackUs;
    this.times.serviceUs += serviceUs ?? 0;
    if (error !== null) this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
    if (error !== null && OWN_SHORTAGES.has(error)) this.connections.denied += 1;
    const inTail = count === 'accepted' || count === 'timedOut' || count === 'unfinished';
    if (!inTail) return this.failures.record(latencyUs);
    this.acceptance.record(latencyUs);
    if (serviceUs !== null) this.service.record(serviceUs);
  }

  figures(): LoadFigures {
    return {
      counts: this.counts,
      errors: Object.fromEntries([...this.errors].sort(([a], [b]) => (a < b ? -1 : 1))),
      histograms: {
        acceptance: this.acceptance.encode(),
        service: this.service.encode(),
        connection: this.connection.encode(),
        sendDelay: this.sendDelay.encode(),
        errors: this.failures.encode(),
      },
      connections: this.connections,
      times: this.times,
    };
  }
}

/** The tally that gave these figures. */
export function tallyOf({ counts, errors, histograms, connections, times }: LoadFigures): Tally {
  const tally = new Tally();
  Object.assign(tally.counts, counts);
  Object.assign(tally.connections, connections);
  addTimes(tally.times, times);
  for (const [error, count] of Object.entries(errors)) tally.errors.set(error, count);
  const { errors: failures, ...others } = histograms;
  for (const [kind, encoded] of Object.entries({ ...others, failures })) {
    tally[kind as keyof typeof others | 'failures'].merge(Latencies.decode(encoded));
  }
  return tally;
}

/** One tally of several phases; they stay as they are. */
export function mergeTallies(tallies: readonly Tally[]): Tally {
  const merged = new Tally();
  for (const { counts, errors, connections, times } of tallies) {
    for (const name of Object.keys(counts) as (keyof RequestCounts)[]) merged.counts[name] += counts[name];
    for (const [error, count] of errors) merged.errors.set(error, (merged.errors.get(error) ?? 0) + count);
    merged.connections.opened += connections.opened;
    merged.connections.denied += connections.denied;
    merged.connections.mostUnderWay = Math.max(merged.connections.mostUnderWay, connections.mostUnderWay);
    addTimes(merged.times, times);
  }
  for (const kind of ['acceptance', 'service', 'connection', 'sendDelay', 'failures'] as const) {
    merged[kind].merge(mergeLatencies(tallies.map((tally) => tally[kind])));
  }
  return merged;
}

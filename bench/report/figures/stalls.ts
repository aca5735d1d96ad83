import { settingsOf } from '../../brokers/promises/promises.ts';
import { type Arithmetic, STALLS, stallBy, type Timeouts, timeoutsOf } from '../../brokers/promises/timeouts.ts';
import { findMode } from '../../modes.ts';
import type { ModeName, RunFile } from '../../record/run-file.ts';

/** Of the setting of the services: how long nothing was acknowledged, beside what the timeouts in force add up to. */
export interface Stall {
  mode: ModeName;
  fault: string;
  /** Whose timeouts; null: the lab's. */
  timeouts: Timeouts | null;
  noAcceptanceMs: number[];
  /** Without what the client adds. */
  arithmetic: Arithmetic;
  /** What a client waits for before it asks another node, in milliseconds; once, where it is lucky. */
  clientMs: number;
  /** Stalls that are shorter or longer than both add up to. */
  outside: number;
}

/** Fault by fault and mode by mode: with the lab's timeouts, then with each of the others that was tried. */
export const stallsOf = (run: RunFile): Stall[] =>
  STALLS.flatMap((fault) => run.modes.flatMap((mode) => under(run, mode, fault)));

function under({ trials, versions }: RunFile, mode: ModeName, fault: string): Stall[] {
  const kind = findMode(mode)?.broker?.kind ?? '';
  const ours = settingsOf(kind).find((setting) => setting.ours)?.name;
  const inForce = Object.fromEntries(
    Object.entries(versions).flatMap(([name, value]) =>
      name.startsWith(`${kind} `) ? [[name.slice(kind.length + 1), value]] : [],
    ),
  );
  return [null, ...timeoutsOf(kind)].flatMap((timeouts): Stall[] => {
    const own = trials.flatMap(({ cluster, ...trial }) =>
      trial.mode === mode &&
      trial.fault === fault &&
      cluster?.looks === 'records' &&
      cluster.witness !== null &&
      cluster.timeouts?.name === timeouts?.name
        ? [cluster]
        : [],
    );
    const arithmetic = stallBy(kind, fault, { ...inForce, ...own[0]?.timeouts?.settings });
    const client = own[0]?.client;
    const stood = own.flatMap(({ settings }) => settings.filter(({ setting }) => setting === ours));
    if (stood.length === 0 || arithmetic === null || client === undefined) return [];
    const noAcceptanceMs = stood.map((each) => each.noAcceptanceMs);
    const clientMs = arithmetic.told ? client.againMs : client.answerMs;
    const isOutside = (ms: number) => ms < arithmetic.leastMs || ms > arithmetic.mostMs + clientMs;
    return [
      { mode, fault, timeouts, noAcceptanceMs, arithmetic, clientMs, outside: noAcceptanceMs.filter(isOutside).length },
    ];
  });
}

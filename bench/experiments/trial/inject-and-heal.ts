import { setTimeout } from 'node:timers/promises';
import type { FaultContext, FaultKind } from '../../faults/fault.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { ProcessSampler } from '../../measure/process-sampler.ts';
import { nowUs, type Recorder } from '../../record/recorder.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';

const FINISHED_MS = 60_000;

/** When its injection began and its healing ended, and the proof that it happened; microseconds. */
export interface Suffered {
  injected: number;
  healed: number;
  witness: string | null;
}

/**
 * Injects the fault, or each part of a combination, heals it, and asks for the proof; all of it enters the history. What is over
 * at once is healed at once, or it would last until the planned moment, in every mode; its proof is asked for then.
 */
export async function suffer(
  { fault: kind, faultAt }: TrialPlan,
  context: FaultContext & { flowing: Promise<void>; whenHealed?: () => void },
  sampler: ProcessSampler,
): Promise<Suffered> {
  const { lab, recorder, flowing, whenHealed } = context;
  const parts = (kind.parts ?? [kind]).map(({ name, create, links, leadSeconds }) => ({
    name,
    leadSeconds,
    ofNetwork: links !== undefined,
    fault: create(context),
  }));
  if (faultAt) await flowing;
  const began = nowUs() - 1e6;
  const until = (second: number) => setTimeout(Math.max(0, second * 1000 - (nowUs() - began) / 1000));
  if (faultAt) await untilInjection(faultAt.inject, parts, until);
  else await untilQuiescent(lab, FINISHED_MS);
  sampler.sample();
  const injected = nowUs();
  for (const part of parts) {
    await step(recorder, 'inject', part);
    if (parts.length > 1) await part.fault.takesHold?.();
  }
  if (faultAt && !kind.atOnce) await until(faultAt.heal);
  let healed = 0;
  const [network, others] = [parts.filter((part) => part.ofNetwork), parts.filter((part) => !part.ofNetwork)];
  for (const part of [...network, ...others.toReversed()]) healed = await step(recorder, 'heal', part);
  whenHealed?.();
  if (faultAt) await until(faultAt.heal);
  const proofs: (string | null)[] = [];
  for (const part of parts) proofs.push(await proofOf(recorder, part));
  return { injected, healed, witness: proofs.includes(null) ? null : proofs.join('; ') };
}

interface Part {
  name: string;
  leadSeconds?: number | undefined;
  fault: Pick<ReturnType<FaultKind['create']>, 'prepare' | 'inject' | 'heal' | 'witness'>;
}

/** Whoever must look at something before it is injected does so in time; one that could not does it as it is injected. */
export async function untilInjection(
  second: number,
  parts: readonly Part[],
  until: (second: number) => Promise<void>,
): Promise<void> {
  await until(second - Math.max(...parts.map(({ leadSeconds = 0 }) => leadSeconds)));
  for (const { fault } of parts) await fault.prepare?.().catch(() => {});
  await until(second);
}

/** Enters the history from its beginning to its end, also where it fails. Resolves with its end, in microseconds. */
export async function step(recorder: Recorder, phase: 'inject' | 'heal', { name, fault }: Part): Promise<number> {
  recorder.note('fault', 'invoke', name, { phase });
  try {
    await fault[phase]();
    return recorder.note('fault', 'ok', name, { phase });
  } catch (error) {
    return recorder.note('fault', 'info', name, { phase, error: (error as Error).message });
  }
}

/** Asked for when all is over, and part of the history; null: there is none. */
export async function proofOf(recorder: Recorder, { name, fault }: Part): Promise<string | null> {
  const evidence = await fault.witness().catch(() => null);
  recorder.note('fault', 'ok', name, { phase: 'witness', happened: evidence !== null, evidence });
  return evidence;
}

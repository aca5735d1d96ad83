import type { FaultKind } from '../../faults/fault.ts';
import type { Recorder } from '../../record/recorder.ts';

export type Started = ReturnType<FaultKind['create']>;

/** As a trial notes it: when it began, and how it went. */
export async function step(recorder: Recorder, name: string, phase: 'inject' | 'heal', fault: Started): Promise<void> {
  recorder.note('fault', 'invoke', name, { phase });
  try {
    await fault[phase]();
    recorder.note('fault', 'ok', name, { phase });
  } catch (error) {
    recorder.note('fault', 'info', name, { phase, error: (error as Error).message });
    throw error;
  }
}

/** What took too long on a busy machine may be there the second time; otherwise the lane would stay broken. */
export async function healTwice(recorder: Recorder, name: string, fault: Started): Promise<void> {
  try {
    await step(recorder, name, 'heal', fault);
  } catch (error) {
    await step(recorder, name, 'heal', fault).catch(() => {
      throw error;
    });
  }
}

/** Why it did not come about; null: it did. */
export const whyNot = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

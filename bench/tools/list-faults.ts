import type { Mode } from '../../common/mode.ts';
import { whyNot } from '../experiments/plan/why-not.ts';
import { faultNamed, faults } from '../faults/all.ts';
import type { FaultKind } from '../faults/fault.ts';
import type { Runtime } from '../record/run-file.ts';
import { print } from './print.ts';

/** Prints every fault, or those asked for: what it does, and in which modes, or why not. Starts nothing. */
export async function listFaults(options: {
  modes: readonly Mode[];
  faults?: string[];
  runtime?: Runtime;
}): Promise<number> {
  for (const name of options.faults ?? Object.keys(faults)) {
    const fault = faultNamed(name) as FaultKind;
    print(`${name}\n  ${fault.what}`);
    for (const mode of options.modes) {
      const gap = whyNot(fault, mode, options.runtime);
      print(`  ${mode.name.padEnd(16)} ${gap ? `${gap.outcome.replace('-', ' ')}: ${gap.because}` : 'yes'}`);
    }
  }
  return 0;
}

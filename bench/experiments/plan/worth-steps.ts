import type { Protection } from '../../../common/base/protections.ts';
import type { Mode } from '../../../common/mode.ts';
import { faults } from '../../faults/all.ts';
import type { FaultKind } from '../../faults/fault.ts';
import { none } from '../../faults/none.ts';
import type { NotRun } from '../../record/run-file.ts';
import { loadUnder } from './fault-load.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { whyNot } from './why-not.ts';

/** Where a stuck order is expected, this long without anything moving is as good as the deadline. */
const STILL_MS = 10_000;

/** One trial per protection and mode with the protection off: proof that its check can fail. The modes run side by side. */
export function worthSteps({ modes, profile, foreign = [] }: PlanOptions, notRun: NotRun[]) {
  const { ratePerSecond, beside } = profile.failure;
  return worths.map(({ protection, fault: name, expects, of = () => true }): Step => {
    const fault = faults[name] as FaultKind;
    const able = modes.filter(of).filter((mode) => {
      const because = mode.needless[protection];
      const gap = because ? { outcome: 'not-applicable' as const, because } : whyNot(fault, mode, { foreign });
      if (gap) {
        const what = { fault: `without ${protection}`, without: [protection] };
        notRun.push({ experiment: 'failure', mode: mode.name, ...what, ...gap });
      }
      return gap === null;
    });
    const load = loadUnder(fault, ratePerSecond, beside);
    const plan = {
      kind: 'proof' as const,
      ...load,
      replay: null,
      variation: null,
      without: [protection],
      expects,
      beside: true,
    };
    const alone = able.some((mode) => fault.comparesTimes?.(mode));
    return { name: `without ${protection}`, modes: able, plan: { ...plan, alone, stillMs: STILL_MS } };
  });
}

/** Fewer than four each could not show a difference, however large. */
const REPETITIONS = 4;
const LOAD = { ratePerSecond: 100, warmUpSeconds: 1, seconds: 4 };

/**
 * What each protection costs while nothing goes wrong: trials with all of them, and with all but one, interleaved and
 * in the opposite order every second time.
 */
export function costSteps(modes: readonly Mode[]): Step[] {
  const protections = [...new Set(worths.map(({ protection }) => protection))];
  const plan = {
    kind: 'cost' as const,
    fault: none,
    load: LOAD,
    faultAt: null,
    replay: null,
    variation: null,
    expects: null,
  };
  const once: Step[] = [
    { name: 'cost', modes: [...modes], plan: { ...plan, without: [] } },
    ...protections.map((protection) => ({
      name: `cost without ${protection}`,
      modes: modes.filter((mode) => mode.needless[protection] === undefined),
      plan: { ...plan, without: [protection] },
    })),
  ];
  return Array.from({ length: REPETITIONS }, (_, turn) => {
    const inTurn = turn % 2 === 0 ? once : once.toReversed();
    return inTurn.map((step) => ({ ...step, name: `${step.name} ${turn + 1}` }));
  }).flat();
}

/** The fault under which a protection is missed, and the checks of which at least one must then be violated. */
interface Worth {
  protection: Protection;
  fault: string;
  expects: string[];
  /** The modes whose row this is, where another row says it for the others. */
  of?: (mode: Mode) => boolean;
}

/** What every protection is for: without it, under this fault, one of these checks fails. */
export const worths: readonly Worth[] = [
  { protection: 'outbox', fault: 'crash-before-publish', expects: ['stuck'] },
  { protection: 'inbox', fault: 'redeliver', expects: ['reservation', 'notification'] },
  { protection: 'confirms', fault: 'broker-kill', expects: ['lost', 'stuck'] },
  // What was sent ahead is lost with any death; what was fetched only with that of a consumer that has some in hand.
  {
    protection: 'manual-ack',
    fault: 'kill-inventory',
    expects: ['stuck'],
    of: ({ broker }) => broker?.delivery !== 'pulled',
  },
  {
    protection: 'manual-ack',
    fault: 'real-redelivery',
    expects: ['stuck', 'log'],
    of: ({ broker }) => broker?.delivery === 'pulled',
  },
  { protection: 'timeouts', fault: 'network:blackhole-out', expects: ['stuck'] },
  { protection: 'retries', fault: 'network:reset-before', expects: ['needless'] },
  { protection: 'breaker', fault: 'pause-consumer', expects: ['waiting'] },
  { protection: 'idempotency-key', fault: 'network:reset-after-request', expects: ['duplicate-order'] },
  { protection: 'compensation', fault: 'network:reset-after-request', expects: ['reservation'] },
  { protection: 'dead-letter', fault: 'poison', expects: ['stuck', 'poison'] },
];

import { faultsIn } from '../record/fault-name.ts';
import type { Operation } from '../record/history.ts';
import { defineChecker } from './define-checker.ts';
import { member } from './operations.ts';

/**
 * A verdict under a fault counts only with proof that the fault happened, seen by something other than its injector.
 * Never violated: without proof it is unknown. A combination (`a+b`) needs proof of each part.
 */
export const witness = defineChecker(
  'witness',
  '(unknown) there is no proof that the injected fault happened',
  ({ attempts, acknowledged, writes, evidence, faults }) => {
    const counted = { acknowledged, 'fault operations': faults.length };
    const parts = faultsIn(evidence.fault);
    if (parts.length === 0) return { outcome: 'not-applicable', because: 'No fault was due.', counted };
    const unproven = parts.filter((name) => !isProven(faults, name));
    if (unproven.length > 0) {
      return { outcome: 'unknown', because: `Nothing proves that ${unproven.join(' and ')} happened.`, counted };
    }
    return { looked: attempts.size > 0 ? acknowledged : writes.length, counted, because: proofOf(faults, parts) };
  },
);

const isProof = ({ type, key, value }: Operation, name: string) =>
  type === 'ok' && key === name && member(value, 'phase') === 'witness' && member(value, 'happened') === true;

/** Injected, and witnessed at or after that. */
function isProven(faults: Operation[], name: string): boolean {
  const injected = faults.findIndex(({ key, value }) => key === name && member(value, 'phase') === 'inject');
  return injected >= 0 && faults.slice(injected).some((operation) => isProof(operation, name));
}

function proofOf(faults: Operation[], parts: string[]): string {
  const proofs = parts.map((name) => {
    const evidence = member(faults.find((operation) => isProof(operation, name))?.value, 'evidence');
    return typeof evidence === 'string' ? `${name}: ${evidence.slice(0, 200)}` : `${name} is witnessed`;
  });
  return `${proofs.join('; ')}.`;
}

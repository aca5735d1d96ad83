import type { FaultKind } from './fault.ts';

/** Several faults at once: injected in this order, healed in the opposite one, each with its own witness. */
export function combined(parts: readonly FaultKind[]): FaultKind {
  const seconds = parts.map(({ lasts }) => (typeof lasts === 'object' ? lasts.atLeastSeconds : 0));
  const weights = Object.assign({}, ...parts.map(({ load }) => load?.weights)) as Record<string, number>;
  return {
    name: parts.map(({ name }) => name).join('+'),
    what: parts.map(({ what }) => what).join('; and '),
    notApplicable: (mode) => parts.map((part) => part.notApplicable(mode)).find((because) => because !== null) ?? null,
    skipped: () => parts.map((part) => part.skipped?.() ?? null).find((because) => because !== null) ?? null,
    lasts: parts.every(({ lasts }) => lasts === 'after-load') ? 'after-load' : { atLeastSeconds: Math.max(...seconds) },
    load: { weights, burst: Math.max(1, ...parts.map(({ load }) => load?.burst ?? 1)) },
    links: (mode) => {
      const all = parts.flatMap((part) => part.links?.(mode) ?? []);
      return [...new Map(all.map((link) => [`${link.from} ${link.to}`, link])).values()];
    },
    parts,
    create() {
      throw new Error('A combination is created part by part.');
    },
  };
}

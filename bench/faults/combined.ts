import type { FaultKind } from './fault.ts';

/**
 * Several faults at once, each with its own witness: injected in this order and healed in the opposite one; but the network's
 * come first both times. A killed service sends nothing that could be delayed, and one that starts needs its network.
 */
export function combined(named: readonly FaultKind[]): FaultKind {
  const isOfNetwork = ({ links }: FaultKind) => links !== undefined;
  const parts = [...named.filter(isOfNetwork), ...named.filter((part) => !isOfNetwork(part))];
  const weights = Object.assign({}, ...parts.map(({ load }) => load?.weights)) as Record<string, number>;
  return {
    name: named.map(({ name }) => name).join('+'),
    title: titleOf(named),
    what: parts.map(({ what }) => what).join('; and '),
    needs: parts.flatMap(({ needs = [] }) => needs),
    skipped: () => parts.map((part) => part.skipped?.() ?? null).find((because) => because !== null) ?? null,
    ...ofSeveral(parts),
    ...(parts.some((part) => part.ofPayment) && { ofPayment: true as const }),
    ...(parts.every((part) => part.atOnce) && { atOnce: true as const }),
    ...(parts.some((part) => part.delays) && { delays: true as const }),
    ofFiles: parts.some((part) => part.ofFiles),
    ofOwnBroker: parts.some((part) => part.ofOwnBroker),
    inContainers: parts.every((part) => part.inContainers),
    ...actsOf(parts),
    atLeastSeconds: Math.max(...parts.map(({ atLeastSeconds = 0 }) => atLeastSeconds)),
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

/** Of inventory alone, today. */
function ofSeveral(parts: readonly FaultKind[]): Pick<FaultKind, 'ofSeveral'> {
  const role = parts.find((part) => part.ofSeveral !== undefined)?.ofSeveral;
  return role === undefined ? {} : { ofSeveral: role };
}

function actsOf(parts: readonly FaultKind[]): Pick<FaultKind, 'acts'> {
  if (parts.every(({ acts }) => acts === 'after-load')) return { acts: 'after-load' };
  return parts.some(({ acts }) => acts === 'outage') ? { acts: 'outage' } : {};
}

const titleOf = (parts: readonly FaultKind[]) =>
  parts
    .map(({ title }, index) => (index === 0 ? title : title.charAt(0).toLowerCase() + title.slice(1)))
    .join(', and ');

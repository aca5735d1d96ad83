import type { Mode } from '../../../common/mode.ts';
import type { Shape } from '../../../common/workflow/message-table.ts';
import { faults } from '../../faults/all.ts';
import { type FaultKind, notApplicable } from '../../faults/fault.ts';
import type { ProxiedLink } from '../../faults/proxy/proxy.ts';
import type { CatalogueFault } from '../protocol/lanes.ts';

/** The control has nothing to press, every role has one process here, and nodes of a broker are not told apart. */
const ofOneProcess: readonly FaultKind[] = Object.values(faults).filter(
  (kind) => kind.name !== 'none' && kind.ofSeveral === undefined && !('ofNodes' in kind),
);

/** Those of a payment where orders are paid. */
const offeredIn = (shape: Shape) => ofOneProcess.filter(({ ofPayment }) => shape !== 'off' || !ofPayment);

/** Why a lane cannot suffer a fault; null when it can. */
function unavailable(kind: FaultKind, mode: Mode): string | null {
  if (kind.inContainers === 'only') return 'only a container can suffer it, and here services are processes';
  if (kind.load?.burst !== undefined) return 'the load is one for all lanes: press the burst';
  return notApplicable(kind, mode) ?? kind.skipped?.() ?? null;
}

export const catalogueFor = (modes: readonly Mode[], shape: Shape): CatalogueFault[] =>
  offeredIn(shape).map((kind) => ({
    name: kind.name,
    title: kind.title,
    what: kind.what,
    lasts: !kind.atOnce,
    leads: kind.leads ?? false,
    ofPayment: kind.ofPayment ?? false,
    atLeastSeconds: kind.atLeastSeconds ?? null,
    parameters: kind.parameters ?? {},
    unavailable: Object.fromEntries(modes.map((mode) => [mode.name, unavailable(kind, mode)])),
  }));

/** Every link on which some fault of this mode needs the proxy: it stands there from the start. */
export function linksToWatch(mode: Mode, shape: Shape): ProxiedLink[] {
  const able = offeredIn(shape).filter((kind) => unavailable(kind, mode) === null);
  const links = able.flatMap((kind) => kind.links?.(mode) ?? []);
  return links.filter(
    (link, index) => links.findIndex(({ from, to }) => from === link.from && to === link.to) === index,
  );
}

import { join } from 'node:path';
import type { Mode, Role } from '../../../common/mode.ts';
import { acting } from '../../../common/workflow/message-table.ts';
import { addressesOf } from '../../brokers/addresses.ts';
import type { Broker } from '../../brokers/broker.ts';
import { linksOfInventory } from '../../faults/fault.ts';
import { type Proxy, startProxy } from '../../faults/proxy/proxy.ts';
import { withContainerLab } from '../../lab/containers/container-trial.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { ownBrokerSettings } from '../../lab/own-broker-settings.ts';
import type { Session } from '../../lab/session.ts';
import { workSettings } from '../../lab/warehouse/work-options.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { instancesIn, optionsOf } from '../plan/work-ask.ts';
import { tellsStory } from '../story/story.ts';

const STOCK = 1_000_000;

/** What a lab must know of a trial; what else it is told, it uses. */
type LabPlan = Pick<TrialPlan, 'mode' | 'id' | 'number' | 'fault' | 'seed' | 'without'> &
  Partial<TrialPlan> & {
    /** Only the roles that every mode has: where what orders cost is compared (measurement.md, rule 2). */
    sameRoles?: boolean;
    /** What its services are told besides. */
    settings?: Record<string, string>;
  };

const withSameRoles = (mode: Mode): Mode => ({
  ...mode,
  services: mode.services.filter(({ role }) => (acting as readonly Role[]).includes(role)),
});

/** Where a command asks for nothing of it. */
export const plainOptions = { durability: 'page-cache' as const, without: [], from: [], tamper: null };

/** What every service of a trial is told, `LAB_*`. */
export const trialSettings = (
  options: Pick<TrialOptions, 'durability' | 'without' | 'concurrency' | 'ordering'>,
  without: readonly string[] = [],
): Record<string, string> => ({
  LAB_DURABILITY: options.durability,
  LAB_WITHOUT: [...new Set([...options.without, ...without])].join(','),
  LAB_STOCK: String(STOCK),
  LAB_LOG_LEVEL: 'warn',
  ...workSettings(options),
});

/** Whether a broker's answers to the heartbeats of its members are held back. */
const isDelayed = ({ latency, fault }: LabPlan): boolean => latency?.delayMs !== undefined || fault.delays === true;

/** One mode on fresh stores, queues and topics of its own, for as long as `work` takes. */
export async function withTrialLab<Result>(
  session: Session,
  plan: LabPlan,
  options: TrialOptions,
  work: (lab: Lab, broker: Broker | null, proxy: Proxy | null) => Promise<Result>,
  firstLife: Partial<Record<Role, Record<string, string>>> = {},
): Promise<Result> {
  const { mode, id, number, fault, seed, without } = plan;
  const asked = { ...options, ...(plan.work && optionsOf(plan.work)), instances: instancesIn(plan, options) };
  const settings = { ...trialSettings(asked, without), ...plan.settings, ...(tellsStory(plan) && { LAB_STAMPS: '1' }) };
  if (options.runtime === 'docker') {
    return withContainerLab(session, { mode, id, number, settings }, async (lab, broker) => {
      await options.onLab?.(lab, broker);
      return work(lab, broker, null);
    });
  }
  const broker = await session.brokerFor(mode);
  const store = await session.storeFor(asked.instances, options.durability);
  const links = plan.latency?.delayMs === undefined ? (fault.links?.(mode) ?? []) : linksOfInventory(mode);
  const nodes = addressesOf(broker?.url ?? '').length;
  const proxy = links.length > 0 ? await startProxy(links, seed, session.guard, asked.instances, nodes) : null;
  if (proxy) session.onEnd(() => proxy.close());
  const starting = startLab({
    mode: plan.sameRoles ? withSameRoles(mode) : mode,
    brokerUrl: broker?.url ?? null,
    namespace: mode.broker === null ? '' : `${session.id}-${number}.`,
    dataFolder: join(session.folder, id),
    settings: { ...settings, ...ownBrokerSettings(mode, broker, isDelayed(plan)) },
    work: asked.work ? { time: asked.work, seed } : null,
    tokens: plan.door?.door === 'tokens',
    paying: options.paying ? { ...options.paying, seed } : null,
    mail: options.mail ? { seed } : null,
    instances: asked.instances,
    store,
    guard: session.guard,
    say: session.say,
    signal: session.signal,
    firstLife,
    ...(proxy && { via: proxy.via }),
  });
  session.onEnd(async () => (await starting.catch(() => null))?.stop()); // also when interrupted at the start
  const lab = await starting;
  try {
    await options.onLab?.(lab, broker);
    return await work(lab, broker, proxy);
  } finally {
    await lab.stop();
    await proxy?.close();
    await lab.operator.remove().catch(() => {}); // the broker may be down; a fresh namespace needs no clean one
    await lab.operator.close().catch(() => {});
  }
}

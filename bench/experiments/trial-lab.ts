import { join } from 'node:path';
import type { Role } from '../../common/mode.ts';
import type { Broker } from '../brokers/broker.ts';
import { type Lab, startLab } from '../process/lab.ts';
import type { Session } from '../process/session.ts';
import { sessionTimeout } from '../start-command.ts';
import type { TrialOptions, TrialPlan } from './trial-plan.ts';

const STOCK = 1_000_000;

/** One mode on fresh stores, queues and topics of its own, for as long as `work` takes. */
export async function withTrialLab<Result>(
  session: Session,
  { mode, id, number }: Pick<TrialPlan, 'mode' | 'id' | 'number'>,
  options: TrialOptions,
  work: (lab: Lab, broker: Broker | null) => Promise<Result>,
  firstLife: Partial<Record<Role, Record<string, string>>> = {},
): Promise<Result> {
  const broker = await session.brokerFor(mode);
  const lab = await startLab({
    mode,
    brokerUrl: broker?.url ?? null,
    namespace: mode.broker === 'none' ? '' : `${session.id}-${number}.`,
    dataFolder: join(session.folder, id),
    settings: {
      LAB_DURABILITY: options.durability,
      LAB_WITHOUT: options.without.join(','),
      LAB_STOCK: String(STOCK),
      LAB_LOG_LEVEL: 'warn',
      ...sessionTimeout(broker?.owned ?? false),
    },
    guard: session.guard,
    say: session.say,
    firstLife,
  });
  session.onEnd(() => lab.stop());
  try {
    return await work(lab, broker);
  } finally {
    await lab.stop();
    await lab.operator.remove().catch(() => {}); // the broker may be down; a fresh namespace needs no clean one
    await lab.operator.close().catch(() => {});
  }
}

import { logIn } from '../../lab/customers/customers.ts';
import { gatewayOf } from '../../lab/gateway/gateway.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Session } from '../../lab/session.ts';
import type { DoorCell } from '../../record/door-cell.ts';

/** Where the orders of a trial are sent, and what is shown there. */
export interface TrialDoor {
  url: string;
  headers: Record<string, string>;
  pid: number;
  version: string;
  stop(): Promise<void>;
}

/** The gateway in front of a lab that is ready, and where tokens are asked for an operator, who may order for anybody, and whose token outlives the trial. */
export async function openDoor(session: Session, lab: Lab, { door }: DoorCell): Promise<TrialDoor | null> {
  if (door === 'direct') return null;
  const gateway = await gatewayOf(lab, { guard: session.guard, say: session.say });
  session.onEnd(() => gateway.stop());
  const { url, pid, version } = gateway;
  const stop = () => gateway.stop();
  const { customers } = lab.urls;
  const { lookedAfterBy: operator } = lab;
  if (door === 'gateway' || customers === undefined || !operator) return { url, pid, version, headers: {}, stop };
  const { bearer } = await logIn(customers, operator);
  return { url, pid, version, headers: { authorization: bearer }, stop };
}

import type { Order } from '../../common/contracts/orders.ts';
import { rewindGroup, rewindKinds } from '../experiments/replay/rewinds.ts';
import { faultNamed } from '../faults/all.ts';
import { type FaultValues, valuesSchema } from '../faults/parameters.ts';
import { untilQuiescent } from '../lab/quiescence.ts';
import { getJson, putJson } from '../lab/service-client.ts';
import { parseWorkTime, type WorkTime } from '../lab/warehouse/work-time.ts';
import { keyOf } from '../record/attempt-key.ts';
import { nowUs } from '../record/recorder.ts';
import type { LiveLab } from './live-lab.ts';
import type { LiveLane } from './live-lane.ts';
import type { Command, Work } from './protocol/commands.ts';
import { Refusal } from './server/refusal.ts';

type Do = Command['do'];
type Of<Name extends Do> = Extract<Command, { do: Name }>;
/** Those that act on the lanes; what is written down and played again is one of these. */
export type LaneCommand = Exclude<Command, { do: 'start-scenario' | 'save-scenario' | 'play-scenario' }>;

const AGAIN = 5;
const REST_MS = 30_000;

/** Carries out one command on the running lanes; what it resolves with is the answer. Throws a Refusal. */
export function carryOut(lab: LiveLab, command: LaneCommand): Promise<object> {
  const verb = verbs[command.do] as (lab: LiveLab, command: LaneCommand) => Promise<object>;
  return verb(lab, command);
}

const verbs: { [Name in LaneCommand['do']]: (lab: LiveLab, command: Of<Name>) => Promise<object> } = {
  async rate({ load }, { perSecond }) {
    load.setRate(perSecond);
    return {};
  },
  async burst({ load }, { times, seconds }) {
    load.burst(times, seconds);
    return {};
  },
  async mix({ load }, { mix }) {
    load.setMix(mix);
    return {};
  },
  async work(lab, { work }) {
    const time = timeOf(work);
    for (const { run, faults } of lab.lanes) {
      const { names } = faults;
      if (names.length > 0 && run.startsAgainFor(time))
        throw new Refusal(409, `Heal ${names.join(', ')} in ${run.mode.label} first.`);
    }
    const because = `inventory asks ${time ? 'a' : 'no'} warehouse from now on: the services start again`;
    lab.load.setWork(work);
    for (const { run } of lab.lanes) goOn(lab, run.name, run.setWork(time, because));
    return {};
  },
  async place(lab, { lanes, order }) {
    const chosen = lanes.map((name) => lab.lane(name));
    for (const { run } of chosen) run.need();
    return { placement: lab.placements.place(chosen, order) };
  },
  async inject(lab, { lanes, fault, seconds, values }) {
    const known = lab.faults.find(({ name }) => name === fault);
    if (!known) throw new Refusal(404, `There is no fault ${fault}.`);
    refuseValues(fault, values);
    const chosen = lanes.map((name) => lab.lane(name));
    for (const { run, faults } of chosen) {
      const because = known.unavailable[run.name];
      if (because) throw new Refusal(409, `${run.mode.label} cannot suffer ${fault}: ${because}.`);
      faults.refuse(fault);
      run.need();
    }
    for (const { faults } of chosen) faults.inject(fault, values, seconds);
    return {};
  },
  async heal(lab, { lanes, fault }) {
    const chosen = lanes.map((name) => lab.lane(name));
    for (const { run, faults } of chosen) {
      if (!faults.names.includes(fault)) throw new Refusal(409, `${fault} is not under way in ${run.mode.label}.`);
    }
    for (const { run, faults } of chosen) goOn(lab, run.name, faults.heal(fault));
    return {};
  },
  async protect(lab, { lanes, protection, on }) {
    const chosen = lanes.map((name) => lab.lane(name));
    for (const lane of chosen) await refuseToSwitch(lane, protection);
    for (const { run } of chosen) {
      const without = run.without.filter((name) => name !== protection);
      const next = on ? without : [...without, protection];
      const because = `${protection} is switched ${on ? 'on' : 'off'}: its services start again`;
      lab.say(because, run.name);
      goOn(lab, run.name, run.protect(next, because));
    }
    return {};
  },
  async 'stop-lane'(lab, { lanes }) {
    for (const name of lanes) {
      const { run, faults } = lab.lane(name);
      run.need();
      goOn(
        lab,
        name,
        faults.healAll(() => run.stop()),
      );
    }
    return {};
  },
  async 'start-lane'(lab, { lanes }) {
    for (const name of lanes) {
      const { run } = lab.lane(name);
      if (run.state !== 'stopped' && run.state !== 'failed')
        throw new Refusal(409, `${run.mode.label} is ${run.state}.`);
      goOn(lab, name, run.start());
    }
    return {};
  },
  async stock(lab, { lanes, sku, available }) {
    for (const name of lanes) {
      const { inventory } = lab.lane(name).run.need().lab.urls;
      await asked(name, () => putJson(`${inventory}/products/${encodeURIComponent(sku)}/stock`, { available }));
    }
    return {};
  },
  async redeliver(lab, { lanes, orderId }) {
    const delivered: Record<string, number> = {};
    for (const name of lanes) {
      const { lab: running } = lab.lane(name).run.need();
      const orders = await asked(name, () => ordersToRepeat(`${running.urls['orders']}/orders`, orderId));
      delivered[name] = 0;
      for (const order of orders) {
        delivered[name] += await asked(name, () => running.operator.deliverAgain(order, keyOf(order) ?? ''));
      }
    }
    return { delivered };
  },
  async redrive(lab, { lane, messageId }) {
    const { run } = lab.lane(lane);
    const { operator } = run.need().lab;
    const { redrive } = operator;
    if (!redrive) throw new Refusal(409, `${run.mode.label}: ${run.mode.cannot.redrive ?? 'it has no redrive'}.`);
    return { redriven: await asked(lane, () => redrive(messageId)) };
  },
  async rewind(lab, { lane, role }) {
    const { run, faults } = lab.lane(lane);
    const { operator, running } = run.need().lab;
    const { rewind } = operator;
    if (!rewind) throw new Refusal(409, `${run.mode.label}: ${run.mode.cannot.rewind ?? 'it has no offsets'}.`);
    if (!run.services.some((service) => service.role === role))
      throw new Refusal(404, `${run.mode.label} has no ${role}.`);
    if (faults.names.length > 0) throw new Refusal(409, `Heal ${faults.names.join(', ')} first.`);
    await running.stop(role);
    const positions = await rewind(role);
    await running.start(role);
    lab.say(`${role} is back at the beginning of ${positions.length} partitions and reads everything again`, lane);
    return {};
  },
  async 'rebuild-analytics'(lab, { lane }) {
    const { run, faults } = lab.lane(lane);
    const running = run.need().lab;
    const kind = rewindKinds.find(({ role, forgets }) => role === 'analytics' && forgets);
    if (!running.operator.rewind || !kind)
      throw new Refusal(409, `${run.mode.label}: ${run.mode.cannot.rewind ?? 'it has no offsets'}.`);
    if (lab.load.state.perSecond > 0)
      throw new Refusal(409, 'Set the rate to 0 first: digests can be compared at rest alone.');
    if (faults.names.length > 0) throw new Refusal(409, `Heal ${faults.names.join(', ')} first.`);
    const moving = await untilQuiescent(running, REST_MS);
    if (moving.length > 0) throw new Refusal(409, `It does not come to rest: ${moving.join(', ')}.`);
    const rewind = await rewindGroup(running, kind, nowUs());
    const tell = await rewind();
    const { digest, expectedDigest, records } = await tell();
    lab.say(`analytics forgot everything and folded ${records} records again`, lane);
    return { before: expectedDigest, after: digest, same: digest === expectedDigest };
  },
};

function refuseValues(fault: string, values: FaultValues = {}): void {
  const { error } = valuesSchema(faultNamed(fault)?.parameters).safeParse(values);
  const [issue] = error?.issues ?? [];
  if (issue) throw new Refusal(400, `${fault}: ${[...issue.path, issue.message].join(': ')}.`);
}

/** As the warehouse is told. */
function timeOf(work: Work | null): WorkTime | null {
  if (work === null) return null;
  const { usualMs, slowShare, slowMs } = work;
  const slow = slowShare > 0 ? `,${(slowShare * 100).toFixed(2)}%=${slowMs}ms` : '';
  return parseWorkTime(`${usualMs}ms${slow}`);
}

/** What goes on after its command was answered; how it failed is told to whoever watches. */
function goOn(lab: LiveLab, lane: string, work: Promise<void>): void {
  work.catch((error: unknown) => lab.say(error instanceof Error ? error.message : String(error), lane));
}

async function refuseToSwitch({ run, faults, view }: LiveLane, protection: Of<'protect'>['protection']): Promise<void> {
  run.need();
  if (faults.names.length > 0) throw new Refusal(409, `Heal ${faults.names.join(', ')} in ${run.mode.label} first.`);
  const { needless, fixed } = (await view.describe()).protections.find(({ name }) => name === protection) ?? {};
  const because = needless ?? fixed;
  if (because) throw new Refusal(409, `${run.mode.label}: ${because}.`);
}

async function ordersToRepeat(url: string, orderId: string | undefined): Promise<Order[]> {
  if (orderId !== undefined) return [await getJson<Order>(`${url}/${orderId}`)];
  const { orders } = await getJson<{ orders: Order[] }>(`${url}?limit=200`);
  const finished = orders.filter(({ status }) => status === 'confirmed' || status === 'rejected').slice(0, AGAIN);
  if (finished.length === 0) throw new Refusal(409, 'No order has finished yet.');
  return finished;
}

/** Of a lane whose service or broker may be down: then that is what the page is told. */
async function asked<Result>(lane: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(502, `${lane} does not answer: ${(error as Error).message}`, error);
  }
}

import { randomUUID } from 'node:crypto';
import { protectionNames, protections } from '../../../../common/base/protections.ts';
import type { Mode } from '../../../../common/mode.ts';
import { receivedBy, type Shape } from '../../../../common/workflow/message-table.ts';
import { servicesOf } from '../../../lab/outside.ts';
import { payingOf } from '../../../lab/provider/provider.ts';
import { laneFacts } from '../../lanes/lane-facts.ts';
import type { EventOf, Judgement, Said, Step } from '../../protocol/events.ts';
import type { LaneFigures } from '../../protocol/figures.ts';
import type { Lane } from '../../protocol/lanes.ts';

/** Steps told a second; the others are counted. */
const MOST_STEPS = 150;
const DRAIN_PER_SECOND = 260;
const TICK_SECONDS = 0.2;

/** One lane that is only told of: a rough model of what its mode does, good enough to look at. */
export class ToldLane {
  readonly mode: Mode;
  readonly lane: Lane;
  backlog = 0;
  oldestSinceMs: number | null = null;
  totals = { accepted: 0, finished: 0 };
  second = { offered: 0, accepted: 0, failed: 0, completed: 0 };
  /** What the judge is to say; null: what follows from the totals. */
  judges: Judgement | null = null;
  readonly #slow: number;

  constructor(mode: Mode, index: number, shape: Shape) {
    this.mode = mode;
    this.#slow = [1, 1.9, 3.3][index] ?? 1;
    this.lane = told(mode, shape);
  }

  get #inventoryIsUp(): boolean {
    return this.lane.services.find(({ role }) => role === 'inventory')?.state === 'ready';
  }

  /** A fifth of a second at this rate. */
  tick(perSecond: number, atMs: number): EventOf<'steps'> {
    const due = Math.floor(perSecond * TICK_SECONDS + Math.random());
    const event: EventOf<'steps'> = { kind: 'steps', atMs, lane: this.lane.lane, steps: [], more: {} };
    const tell = (steps: Step[]) => {
      if (event.steps.length < MOST_STEPS * TICK_SECONDS * 4) {
        const order = randomUUID();
        const dueUs = Math.random() * TICK_SECONDS * 1e6;
        event.steps.push(
          ...steps.map((step, index) => ({ order, orderId: order, step, us: dueUs + index * 900 * this.#slow })),
        );
      } else for (const step of steps) event.more[step] = (event.more[step] ?? 0) + 1;
    };
    const fails = !this.#inventoryIsUp && this.mode.answer === 'outcome';
    const queues = !this.#inventoryIsUp && this.mode.answer === 'promise';
    this.second.offered += due;
    for (let n = 0; n < due; n++)
      tell(fails ? ['placed', 'failed'] : queues ? ['placed', 'accepted'] : wayOf(Math.random() < 0.03));
    if (fails) this.second.failed += due;
    else {
      this.second.accepted += due;
      this.totals.accepted += due;
      this.backlog += due;
    }
    const finished = this.#inventoryIsUp
      ? Math.min(this.backlog, due + Math.floor(DRAIN_PER_SECOND * TICK_SECONDS))
      : 0;
    this.backlog -= finished;
    this.totals.finished += finished;
    this.second.completed += finished;
    this.oldestSinceMs = this.backlog === 0 ? null : (this.oldestSinceMs ?? atMs);
    return event;
  }

  figures(atMs: number): LaneFigures {
    const { offered, accepted, failed, completed } = this.second;
    this.second = { offered: 0, accepted: 0, failed: 0, completed: 0 };
    const latency = (rate: number, scale: number) => ({
      samples: rate * 10,
      p50: rate * 10 >= 20 ? scale * (3200 + Math.random() * 400) : null,
      p99: rate * 10 >= 200 ? scale * (18_000 + Math.random() * 6000) : null,
    });
    const waits = this.lane.channels.filter(({ to }) => to === 'inventory');
    const each = Math.floor(this.backlog / Math.max(waits.length, 1));
    return {
      offered,
      accepted,
      refused: 0,
      failed,
      completed,
      acceptance: latency(accepted, this.mode.answer === 'outcome' ? 1 : 0.5),
      completion: latency(completed, this.#slow * (1 + this.backlog / 20)),
      backlog: this.backlog,
      oldestMs: this.oldestSinceMs === null ? null : atMs - this.oldestSinceMs,
      channels: Object.fromEntries(
        this.lane.channels.map(({ id, to }) => [
          id,
          {
            waiting: to === 'inventory' ? each : 0,
            inHand: to === 'inventory' && each > 0 && this.#inventoryIsUp ? 8 : 0,
          },
        ]),
      ),
      money: this.lane.provider && {
        captured: { times: this.totals.finished, minor: this.totals.finished * 1250 },
        refunded: { times: 2, minor: 2500 },
        declined: 7,
      },
      cpu: Object.fromEntries([
        ...this.lane.services.map(({ role }) => [role, 0.01 + accepted * 0.0009 * this.#slow]),
        ...(this.lane.broker ? [['broker', 0.02 + accepted * 0.002]] : []),
      ]),
    };
  }

  judgement(): Judgement {
    if (this.judges) return this.judges;
    const underWay = this.backlog;
    return {
      outcome: underWay === 0 ? 'holds' : 'unknown',
      because: underWay === 0 ? 'every accepted order is finished' : 'orders are under way',
      accepted: this.totals.accepted,
      finishedOnce: this.totals.finished,
      underWay,
      lost: 0,
      doubled: 0,
      ghosts: 0,
      checks: [
        {
          check: 'lost',
          rule: 'every accepted order exists',
          outcome: 'holds',
          because: `${this.totals.accepted} of them`,
          findings: 0,
          offending: [],
        },
      ],
    };
  }
}

const wayOf = (away: boolean): Step[] => [
  'placed',
  'accepted',
  away ? 'turned-away' : 'reserved',
  away ? 'rejected' : 'confirmed',
  'notified',
];

export function said(lane: Lane, orderId: string, atMs: number): Said[] {
  const hop = (from: Said['from'], to: Said['to'], how: Said['how'], what: string, answer: string): Said => ({
    atMs,
    from,
    to,
    how,
    what,
    messageId: randomUUID(),
    orderId,
    answer,
  });
  if (lane.answer === 'outcome')
    return [
      hop('orders', 'inventory', 'call', 'POST /reserve', '200'),
      hop('client', 'orders', 'call', 'POST /orders', '201'),
      hop('orders', 'notifications', 'call', 'POST /send', '200'),
    ];
  return [
    hop('client', 'orders', 'call', 'POST /orders', '202'),
    hop('orders', 'broker', 'published', 'OrderPlaced', 'confirmed'),
    hop('broker', 'inventory', 'handled', 'OrderPlaced', 'inventory-service'),
    hop('inventory', 'broker', 'published', 'InventoryReserved', 'confirmed'),
    hop('broker', 'notifications', 'handled', 'InventoryReserved', 'notification-service'),
  ];
}

function told(mode: Mode, shape: Shape): Lane {
  const services = servicesOf(mode, payingOf(shape, 1));
  const roles = services.map(({ role }) => role);
  const partitions = mode.medium.kind === 'log' ? [0, 1, 2, 3] : [null];
  const receiving = roles.filter((role) => receivedBy(role, shape).length > 0);
  return {
    ...laneFacts(mode, shape, roles),
    state: 'up',
    because: null,
    services: services.map(({ role, name }, index) => ({ role, name, state: 'ready', pid: 1000 + index })),
    broker: mode.broker && { name: mode.medium.name, state: 'ready', pid: 999 },
    provider: shape === 'off' ? null : { state: 'ready', pid: 998 },
    channels: mode.broker
      ? receiving.flatMap((to) =>
          partitions.map((partition) => ({
            id: `${to}/${partition}`,
            kind: partition === null ? ('queue' as const) : ('partition' as const),
            name: `${to}-service`,
            partition,
            from: [],
            to,
          })),
        )
      : [{ id: 'calls', kind: 'calls', name: 'calls to make', partition: null, from: ['orders'], to: null }],
    protections: protectionNames.map((name) => ({
      name,
      what: protections[name],
      on: true,
      needless: mode.needless[name] ?? null,
      fixed: null,
    })),
    faults: [],
  };
}

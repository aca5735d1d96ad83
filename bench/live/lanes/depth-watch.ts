import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '../../../common/mode.ts';
import { receivedBy, type Shape, sendersIn, sentBy } from '../../../common/workflow/message-table.ts';
import { serviceBehind } from '../../lab/service-behind.ts';
import type { LaneFigures } from '../protocol/figures.ts';
import type { LaneChannel } from '../protocol/lanes.ts';
import type { LaneRun } from './lane-run.ts';

/** A broker that is frozen answers nothing: it holds up nobody for longer. */
const PATIENCE_MS = 500;

/** What waits in the medium of one lane, as far as it could be asked. */
export class DepthWatch {
  readonly #lane: LaneRun;
  #asking: Promise<void> | null = null;
  channels: readonly LaneChannel[] = [];
  depths: LaneFigures['channels'] = {};

  constructor(lane: LaneRun) {
    this.#lane = lane;
  }

  get isEmpty(): boolean {
    return Object.values(this.depths).every(({ waiting, inHand }) => waiting + inHand === 0);
  }

  /** Asks once at a time; while nobody answers, the last figures stay. */
  async look(): Promise<void> {
    this.#asking ??= depthsOf(this.#lane)
      .then(({ channels, depths }) => {
        this.depths = depths;
        if (channels.length > 0) this.channels = channels;
      })
      .catch(() => {}) // it is down
      .finally(() => {
        this.#asking = null;
      });
    await Promise.race([this.#asking, sleep(PATIENCE_MS, null, { ref: false })]);
  }
}

const sendersTo = (role: Role, shape: Shape): Role[] =>
  sendersIn(shape).filter((sender) => sentBy(sender, shape).some((type) => receivedBy(role, shape).includes(type)));

/** What waits, and in whose hands it is, by channel; and the channels themselves. */
interface Depths {
  channels: LaneChannel[];
  depths: Record<string, { waiting: number; inHand: number }>;
}

/** Looks at the medium of a lane, through its own tools. Rejects while it cannot be asked. */
async function depthsOf({ mode, shape, up }: LaneRun): Promise<Depths> {
  const found: Depths = { channels: [], depths: {} };
  if (!up) return found;
  const { lab } = up;
  const put = (channel: LaneChannel, waiting: number, inHand: number) => {
    found.channels.push(channel);
    found.depths[channel.id] = { waiting, inHand };
  };
  const plain = (name: string) =>
    name.startsWith(lab.running.namespace) ? name.slice(lab.running.namespace.length) : name;
  const towards = (consumer: string) => serviceBehind(lab, consumer)?.role ?? null;
  if (lab.operator.positions) {
    for (const { group, topic, partition, low, end, committed } of await lab.operator.positions()) {
      const to = towards(group);
      const channel = {
        id: `${plain(group)}/${plain(topic)}/${partition}`,
        kind: 'partition',
        name: plain(topic),
        partition,
        to,
      } as const;
      put({ ...channel, from: to ? sendersTo(to, shape) : [] }, end - (committed ?? low), 0);
    }
    found.channels.sort((a, b) => (a.id < b.id ? -1 : 1)); // partitions come as the broker likes
    return found;
  }
  const kind = mode.medium.kind === 'calls' ? 'calls' : 'queue';
  for (const { consumer, waiting, unacknowledged } of await lab.operator.backlog()) {
    const to = towards(consumer);
    const from: Role[] = to ? sendersTo(to, shape) : ['orders'];
    put({ id: plain(consumer), kind, name: plain(consumer), partition: null, from, to }, waiting, unacknowledged);
  }
  return found;
}

import { protectionNames, protections } from '../../../common/base/protections.ts';
import type { Role } from '../../../common/mode.ts';
import type { Lane, ProcessState } from '../protocol/lanes.ts';
import type { DepthWatch } from './depth-watch.ts';
import { laneFacts } from './lane-facts.ts';
import type { LaneFaults } from './lane-faults.ts';
import type { LaneRun } from './lane-run.ts';

const READY_MS = 1000;

/** A lane as the page is told of it: what is fixed, and how its processes are at the moment. */
export class LaneView {
  readonly #lane: LaneRun;
  readonly #faults: LaneFaults;
  /** Of the life with this pid: whether it ever said that it is ready, and what it said last. */
  readonly #said = new Map<Role, { pid: number | null; ever: boolean; now: boolean }>();
  readonly #depths: DepthWatch;

  constructor(lane: LaneRun, faults: LaneFaults, depths: DepthWatch) {
    this.#lane = lane;
    this.#faults = faults;
    this.#depths = depths;
  }

  /** Asks every service whether it is ready. */
  async look(): Promise<void> {
    const { up } = this.#lane;
    if (!up) return;
    await Promise.all(
      this.#lane.services.map(async ({ role }) => {
        const { pid } = up.lab.service(role);
        const now = pid !== null && (await isReady(up.lab.urls[role]));
        const before = this.#said.get(role);
        this.#said.set(role, { pid, now, ever: now || (before?.pid === pid && before.ever) });
      }),
    );
  }

  async describe(): Promise<Lane> {
    const { mode, shape, services, state, because, without } = this.#lane;
    return {
      ...laneFacts(
        mode,
        shape,
        services.map(({ role }) => role),
      ),
      state,
      because,
      services: await Promise.all(
        services.map(async ({ role, name }) => ({ role, name, ...(await this.#stateOf(role)) })),
      ),
      broker: this.#broker(),
      provider: this.#provider(),
      channels: [...this.#depths.channels],
      protections: protectionNames.map((name) => ({
        name,
        what: protections[name],
        on: !without.includes(name),
        needless: mode.needless[name] ?? null,
        fixed:
          name === 'dead-letter' && mode.medium.kind === 'queues'
            ? 'a queue keeps what it was declared with: start the lab with --without dead-letter'
            : null,
      })),
      faults: this.#faults.told.map((fault) => ({ ...fault })),
    };
  }

  async #stateOf(role: Role): Promise<{ state: ProcessState; pid: number | null }> {
    const { up, state } = this.#lane;
    if (!up) return { state: state === 'starting' || state === 'restarting' ? 'starting' : 'stopped', pid: null };
    const service = up.lab.service(role);
    const { pid } = service;
    if (pid === null) return { state: service.ends.at(-1)?.signal === 'SIGKILL' ? 'killed' : 'stopped', pid };
    if ((await service.suspended()) !== null) return { state: 'paused', pid };
    const said = this.#said.get(role);
    if (said?.pid !== pid) return { state: 'starting', pid };
    if (said.now) return { state: 'ready', pid };
    return { state: said.ever ? 'not-ready' : 'starting', pid };
  }

  #provider(): Lane['provider'] {
    const { shape, up, state } = this.#lane;
    if (shape === 'off') return null;
    const pid = up?.lab.provider?.pid ?? null;
    if (!up) return { pid, state: state === 'stopped' ? 'stopped' : 'starting' };
    return { pid, state: pid === null ? 'killed' : 'ready' };
  }

  #broker(): Lane['broker'] {
    const { mode, up, state } = this.#lane;
    if (!mode.broker) return null;
    const pid = up?.broker?.pid() ?? null;
    const name = mode.medium.name;
    if (!up) return { name, pid, state: state === 'stopped' ? 'stopped' : 'starting' };
    return { name, pid, state: pid === null && up.broker?.owned ? 'killed' : 'ready' };
  }
}

async function isReady(url: string | undefined): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(READY_MS) });
    const { reason } = (await answer.json()) as { reason?: string };
    return answer.ok && reason === undefined;
  } catch {
    return false;
  }
}

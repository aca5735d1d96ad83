import { catalogue } from '../../common/store/catalogue.ts';
import type { LiveLab } from './live-lab.ts';
import type { EventOf, Hello, LabEvent } from './protocol/events.ts';

const HISTORY_SECONDS = 300;
const MOST_RECENT = 150;

type Picture = Extract<Hello['picture'], object>;

/** What a page that comes now must be told of the past: the figures of five minutes, and the newest lines of the log. */
export class LabMemory {
  readonly #startedMs = Date.now();
  readonly #history: EventOf<'figures'>[] = [];
  readonly #recent: Picture['recent'] = [];

  remember(event: LabEvent): void {
    if (event.kind === 'figures') push(this.#history, event, HISTORY_SECONDS);
    if (event.kind === 'log' || event.kind === 'notice' || event.kind === 'placed')
      push(this.#recent, event, MOST_RECENT);
  }

  /** Everything, as it is at this moment. */
  async picture(run: string, lab: LiveLab, scenarios: Picture['about']['scenarios']): Promise<Picture> {
    const about = { run, startedMs: this.#startedMs, faults: lab.faults, products: catalogue, scenarios };
    return { about, ...(await lab.describe()), history: [...this.#history], recent: [...this.#recent] };
  }
}

function push<Item>(list: Item[], item: Item, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}

import type { EventOf, Hello, Judgement, LabEvent, LoadState, Said } from '../../protocol/events.ts';
import type { Lane } from '../../protocol/lanes.ts';

export type FiguresEvent = EventOf<'figures'>;
export type Notice = EventOf<'notice'>;
export type About = NonNullable<Hello['picture']>['about'];
export type LogLine = Said & { lane: string; key: number };

/** What became of an order placed on this page, or on another one that looks at the same lab. */
export interface Placement {
  id: string;
  atMs: number;
  lanes: Record<string, { answered?: EventOf<'placed'>; finished?: EventOf<'placed'> }>;
}

/** The charts show this much. */
export const WINDOW_MS = 300_000;
/** Nothing that grows with the orders is kept whole. */
const MOST = { log: 600, notices: 40, placements: 12 };

/** What the page knows, as the stream told it. */
export class Model {
  about: About | null = null;
  lanes: Lane[] = [];
  load: LoadState | null = null;
  judgements: Record<string, Judgement> = {};
  /** The last five minutes, oldest first. */
  figures: FiguresEvent[] = [];
  /** Newest first. */
  log: LogLine[] = [];
  notices: Notice[] = [];
  placements: Placement[] = [];
  /** Lines of the communication log that were not told, because there were too many. */
  omitted = 0;
  /** The newest moment on the server's clock. */
  nowMs = 0;
  #lines = 0;

  /** What was known before is forgotten, unless the stream goes on where it broke off. */
  greet({ picture, atMs, start }: Hello): void {
    this.nowMs = atMs;
    if (picture === null) return;
    this.about = picture.about;
    this.lanes = picture.lanes;
    this.load = picture.load;
    this.judgements = picture.judgements;
    this.figures = picture.history;
    this.log = [];
    this.notices = [];
    this.placements = [];
    this.omitted = 0;
    for (const event of picture.recent) this.apply(event);
    if (start === 'lost') {
      this.#note({ kind: 'notice', atMs, lane: null, text: 'This page was away for too long: it begins anew.' });
    }
  }

  apply(event: LabEvent): void {
    this.nowMs = Math.max(this.nowMs, event.atMs);
    switch (event.kind) {
      case 'lane':
        this.lanes = this.lanes.some(({ lane }) => lane === event.lane.lane)
          ? this.lanes.map((old) => (old.lane === event.lane.lane ? event.lane : old))
          : [...this.lanes, event.lane];
        return;
      case 'load':
        this.load = event.load;
        return;
      case 'figures':
        this.figures = [...this.figures.filter(({ atMs }) => atMs > event.atMs - WINDOW_MS), event];
        return;
      case 'judge':
        this.judgements = { ...this.judgements, [event.lane]: event.judgement };
        return;
      case 'log':
        this.omitted += event.omitted;
        this.log = [...event.said.map((said) => this.#line(event.lane, said)).reverse(), ...this.log].slice(
          0,
          MOST.log,
        );
        return;
      case 'notice':
        this.#note(event);
        return;
      case 'placed':
        this.#place(event);
        return;
      case 'steps':
        return; // drawn, not kept: see the dots
    }
  }

  get latest(): FiguresEvent | null {
    return this.figures.at(-1) ?? null;
  }

  #line(lane: string, said: Said): LogLine {
    return { ...said, lane, key: this.#lines++ };
  }

  #note(notice: Notice): void {
    this.notices = [notice, ...this.notices].slice(0, MOST.notices);
  }

  #place(event: EventOf<'placed'>): void {
    const old = this.placements.find(({ id }) => id === event.placement);
    const placement = old ?? { id: event.placement, atMs: event.atMs, lanes: {} };
    placement.lanes[event.lane] = { ...placement.lanes[event.lane], [event.phase]: event };
    if (!old) this.placements = [placement, ...this.placements].slice(0, MOST.placements);
  }
}

import type { FaultKind } from '../faults/fault.ts';
import type { Session } from '../lab/session.ts';
import type { LiveBatch, LiveLoad, LiveTarget } from '../load/live/live-messages.ts';
import { type LiveGenerator, startLiveLoad } from '../load/live/start-live-load.ts';
import type { Mix, Work } from './protocol/commands.ts';
import type { LoadState } from './protocol/events.ts';

/** So many times as often as any other product: as the fault `hot-item` has it. */
const HOT = 30;
const UNKNOWN_SKU = 'NOT-IN-THE-CATALOGUE';
const TIMEOUT_MS = 10_000;
/** What a burst may come to: a machine of two cores has long said no by then. */
const HIGHEST_BURST = 3000;

interface LiveLoadOptions {
  session: Session;
  seed: number;
  onBatch: (batch: LiveBatch) => void;
  changed: () => void;
  /** The generator is gone, and with it the answers to what it had sent. */
  died: () => void;
  say: (line: string) => void;
}

/** The one load of all lanes: rate, burst and mix, what faults do to it, and the generator that carries it out. */
export class LiveLoadKnob {
  readonly #options: LiveLoadOptions;
  readonly #skus: readonly string[];
  #generator: LiveGenerator | null = null;
  #targets: readonly LiveTarget[] = [];
  #faults: readonly NonNullable<FaultKind['load']>[] = [];
  #burstEnds: NodeJS.Timeout | undefined;
  #lives = 0;
  #over = false;
  state: LoadState;

  constructor(skus: readonly string[], options: LiveLoadOptions) {
    this.#skus = skus;
    this.#options = options;
    const mix = { mostLines: 3, hotSku: null, unknownSkuShare: 0 };
    this.state = { perSecond: 0, mix, work: null, seed: options.seed, burst: null };
  }

  get pid(): number | null {
    return this.#generator?.pid ?? null;
  }

  async start(): Promise<void> {
    const { session, seed } = this.#options;
    this.#lives += 1;
    if (this.#lives === 1) session.onEnd(async () => this.stop());
    this.#generator = await startLiveLoad(
      { seed, keyPrefix: `live${session.id}-${this.#lives}`, timeoutMs: TIMEOUT_MS },
      this.#load(),
      { onBatch: this.#options.onBatch, onEnd: (how) => this.#again(how), guard: session.guard },
    );
    this.#generator.targets(this.#targets);
  }

  async stop(): Promise<void> {
    this.#over = true;
    clearTimeout(this.#burstEnds);
    await this.#generator?.stop();
  }

  setTargets(targets: readonly LiveTarget[]): void {
    this.#targets = targets;
    this.#generator?.targets(targets);
  }

  setFaults(faults: readonly NonNullable<FaultKind['load']>[]): void {
    this.#faults = faults;
    this.#generator?.load(this.#load());
  }

  setRate(perSecond: number): void {
    this.#set({ perSecond });
  }

  setMix(mix: Mix): void {
    this.#set({ mix });
  }

  /** Only that it is told: the lanes themselves do it. */
  setWork(work: Work | null): void {
    this.#set({ work });
  }

  burst(times: number, seconds: number): void {
    clearTimeout(this.#burstEnds);
    this.#burstEnds = setTimeout(() => this.#set({ burst: null }), seconds * 1000);
    this.#set({ burst: { times, untilMs: Date.now() + seconds * 1000 } });
  }

  #set(part: Partial<LoadState>): void {
    this.state = { ...this.state, ...part };
    this.#generator?.load(this.#load());
    this.#options.changed();
  }

  #load(): LiveLoad {
    const { perSecond, burst, mix } = this.state;
    const rate = burst ? Math.min(HIGHEST_BURST, Math.max(1, perSecond) * burst.times) : perSecond;
    const weights = this.#skus.map(
      (sku) =>
        (sku === mix.hotSku ? HOT : 1) *
        this.#faults.reduce((product, fault) => product * (fault.weights?.[sku] ?? 1), 1),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const share = mix.unknownSkuShare;
    const unknown = share >= 1 ? Number.MAX_SAFE_INTEGER : (sum * share) / (1 - share);
    return {
      perSecond: rate,
      skus: [...this.#skus, UNKNOWN_SKU],
      weights: [...weights, unknown],
      maxLines: mix.mostLines,
    };
  }

  #again(how: string): void {
    if (this.#over || this.#options.session.signal.aborted) return;
    this.#options.say(`the load generator ended (${how}), starting it again`);
    this.#options.died();
    this.start().catch((error: unknown) =>
      this.#options.say(`the load generator does not come back: ${String(error)}`),
    );
  }
}

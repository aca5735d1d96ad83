import type { Ability } from '../../common/capabilities.ts';
import type { Mode, Role } from '../../common/mode.ts';
import { paying } from '../../common/workflow/message-table.ts';
import type { Broker, Guard } from '../brokers/broker.ts';
import type { Lab } from '../lab/lab.ts';
import type { Recorder } from '../record/recorder.ts';
import type { FaultParameters, FaultValues } from './parameters.ts';
import type { ProxiedLink, Proxy } from './proxy/proxy.ts';

/** What a fault may lay its hands on. */
export interface FaultContext {
  lab: Lab;
  broker: Broker | null;
  /** Stands on the links the fault asked for; null when it asked for none. */
  proxy: Proxy | null;
  /** For what it does as a client or as a producer: operations of the history. */
  recorder: Recorder;
  /** For processes it starts. */
  guard: Guard;
}

/** Something that goes wrong, and how it is put right. One object per trial: it may keep what it did. */
interface Fault {
  /** What it must look at `leadSeconds` before it is injected; where nobody asked for it, injecting takes so much longer. */
  prepare?(): Promise<void>;
  inject(): Promise<void>;
  /** What proves it while it lasts; null: nothing yet. Absent: there is nothing to see before it is healed. */
  seen?(): Promise<string | null>;
  /** In a combination, before the next fault: resolves once this one has taken hold, or after a while. */
  takesHold?(): Promise<void>;
  heal(): Promise<void>;
  /** What proves that it happened; null when nothing does. Asked after healing. */
  witness(): Promise<string | null>;
}

/** What a fault changes about the load it happens under. */
interface FaultLoad {
  /** While it lasts, this many times the orders. */
  burst?: number;
  /** A product that is ordered more, by this factor. */
  weights?: Record<string, number>;
}

export interface FaultKind {
  name: string;
  /** What a reader of a report sees going wrong: a heading, without a full stop. */
  title: string;
  /** For `--list`: what it does, in one sentence. */
  what: string;
  /** What a mode must be able to do to suffer it; absent: nothing that not every mode can. */
  needs?: readonly Ability[];
  /** It happens to one process of this role after the other, or to one alone, while others stay: there must be several. */
  ofSeveral?: Role;
  /** Why this machine cannot bring it about; null, or absent, when it can. */
  skipped?(): string | null;
  /** It happens to whoever takes the money: orders must be paid. */
  ofPayment?: true;
  /** It needs stores that are files: one process for each role. */
  ofFiles?: boolean;
  /** It is done to the broker itself, which must be ours. */
  ofOwnBroker?: boolean;
  /** It can be brought about where every service is a container, too (`--runtime docker`), or only there. */
  inContainers?: boolean | 'only';
  /** Absent: for a while under load. `outage`: for as long as a dependency may be away. `after-load`: to finished orders. */
  acts?: 'outage' | 'after-load';
  /** Once it was injected it is over: whoever heals it then only waits until all is well again. */
  atOnce?: true;
  /** What a broker answers comes so late that a member with a short session would be given up: sessions are as usual then. */
  delays?: true;
  /** It prepares itself so long before. */
  leadSeconds?: number;
  /** It does not show in less. */
  atLeastSeconds?: number;
  /** One of those most people ask for first: told in full where a report folds the others. */
  leads?: true;
  /** One of the few that a quick run has: where failures are all it asks for, or always. */
  quick?: 'alone' | 'always';
  /** Whether a check compares times of before it with those meanwhile, so that nothing else may run. Absent: none does. */
  comparesTimes?(mode: Mode): boolean;
  load?: FaultLoad;
  /** What whoever injects it may choose, by name. */
  parameters?: FaultParameters;
  /** Links a proxy must stand on from the start of the trial. */
  links?(mode: Mode): ProxiedLink[];
  /** Of a combination: what it consists of. Then `create` is asked of each part. */
  parts?: readonly FaultKind[];
  /** `chosen`: of its parameters; what is left out is as usual. */
  create(context: FaultContext, chosen?: FaultValues): Fault;
}

/** Why this mode cannot suffer it; null when it can. */
export const notApplicable = ({ needs = [] }: FaultKind, mode: Mode): string | null =>
  needs.map((ability) => mode.cannot[ability]).find((because) => because !== undefined) ?? null;

/** Whoever waits for a dead service waits in a call. */
export const isCalled = (mode: Mode): boolean => mode.answeredBy.includes('inventory');

/** Where inventory can be cut off: the calls to it, or its connections to the broker. */
export const linksOfInventory = (mode: Mode): ProxiedLink[] =>
  mode.links.filter(({ from, to }) => from === 'inventory' || to === 'inventory');

/** Where the payment service can be cut off: the same of it. */
export const linksOfPayment = (mode: Mode): ProxiedLink[] => [...mode.payment.links];

/** How it asks whoever moves the money. */
export const linkToProvider: ProxiedLink = { from: paying, to: 'provider' };

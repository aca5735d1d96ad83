import type { Promised } from '../brokers/promises/setting.ts';

/** What became of the numbered records that one setting wrote under one fault. */
export interface SettingOutcome {
  /** As `bench/brokers/promises` names it. */
  setting: string;
  promises: Promised;
  attempted: number;
  acknowledged: number;
  /** Certain not to have been taken. */
  refused: number;
  /** Of those, there all the same: it was not so certain. Older runs have none. */
  refusedButThere?: number;
  /** Without an answer that says what happened. */
  unknown: number;
  /** Acknowledged, and not there when all had healed; the first of their ids. */
  lost: number;
  lostIds: string[];
  /** Nobody could read it at the end, so what it lost is not known. Absent: it was read. */
  unreadable?: true;
  /** Some that were acknowledged were not there, and neither were all copies, so what it lost is not known. Absent: all were, or nothing was missing. */
  unsettled?: true;
  /** There more than once. */
  doubled: number;
  /** Read after one that was written later. */
  inverted: number;
  /** Acknowledged between injection and healing. */
  acknowledgedMeanwhile: number;
  /** The longest stretch in which records were due and none was acknowledged, or read by who reads along; milliseconds. */
  noAcceptanceMs: number;
  noCompletionMs: number;
  /** What the client saw, most frequent first. */
  errors: { text: string; times: number }[];
}

/** Which node led what, as the brokers told it, by its place in the list of addresses; null: nobody. Milliseconds from the start of the trial's load. */
export interface LeaderSeen {
  ms: number;
  /** A setting, or what the services of a mode made. */
  copies: string;
  leader: number | null;
}

/** What a trial of the cluster experiment adds to the figures that every trial has. */
export interface ClusterCell {
  nodes: number;
  /** What its nodes were told instead of the lab's timeouts, and how that is named; absent: the lab's. */
  timeouts?: { name: string; settings: Readonly<Record<string, string>> };
  /** How long a client waits for an answer, and before it tries another node, in milliseconds. Older runs have none. */
  client?: { answerMs: number; againMs: number };
  /** `records`: small clients of every setting write numbered records at once; `orders`: the services of the mode. */
  looks: 'records' | 'orders';
  /** Milliseconds from the start of the load. */
  injectedMs: number;
  healedMs: number;
  /** What proves that the fault happened; null when nothing does. */
  witness: string | null;
  /** From healing until every copy was where it should be; null: not within the wait. */
  completeMs: number | null;
  leaders: LeaderSeen[];
  /** Empty where orders are looked at. */
  settings: SettingOutcome[];
}

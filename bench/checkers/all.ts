import { acknowledgedSurvives } from './acknowledged-survives.ts';
import { cancelled } from './cancelled.ts';
import { captured } from './captured.ts';
import type { Checker } from './checker.ts';
import { compensated } from './compensated.ts';
import { drain } from './drain.ts';
import { duplicateOrder } from './duplicate-order.ts';
import { effects } from './effects.ts';
import { inbox } from './inbox.ts';
import { log } from './log.ts';
import { lost } from './lost.ts';
import { mailed } from './mailed.ts';
import { money } from './money.ts';
import { needless } from './needless.ts';
import { notification } from './notification.ts';
import { poison } from './poison.ts';
import { queue } from './queue.ts';
import { refundedOnce } from './refunded-once.ts';
import { replay } from './replay.ts';
import { replayedAnswer } from './replayed-answer.ts';
import { reservation } from './reservation.ts';
import { stock } from './stock.ts';
import { stuck } from './stuck.ts';
import { told } from './told.ts';
import { transitions } from './transitions.ts';
import { undead } from './undead.ts';
import { unexpected } from './unexpected.ts';
import { waiting } from './waiting.ts';
import { witness } from './witness.ts';

const inOrder: Checker[] = [
  lost,
  unexpected,
  undead,
  duplicateOrder,
  replayedAnswer,
  stuck,
  transitions,
  reservation,
  stock,
  money,
  notification,
  inbox,
  log,
  queue,
  poison,
  replay,
  needless,
  waiting,
  drain,
  effects,
  captured,
  compensated,
  refundedOnce,
  mailed,
  told,
  cancelled,
  acknowledgedSurvives,
  witness,
];

/** Every check by its name, in the order of reports. */
export const checkers: ReadonlyMap<string, Checker> = new Map(inOrder.map((checker) => [checker.name, checker]));

import { told } from './corruptions/answers.ts';
import { cancelled } from './corruptions/cancelled.ts';
import type { Corruption } from './corruptions/corruption.ts';
import { effects } from './corruptions/effects.ts';
import { money, reservation, stock } from './corruptions/goods.ts';
import { duplicateOrder, lost, replayedAnswer, undead, unexpected } from './corruptions/identity.ts';
import { poison, stuck, transitions } from './corruptions/life.ts';
import { mailed } from './corruptions/mailed.ts';
import { inbox, log, queue } from './corruptions/messages.ts';
import { captured, compensated, refundedOnce } from './corruptions/payment.ts';
import { replay, witness } from './corruptions/proof.ts';
import { drain, needless, waiting } from './corruptions/service.ts';
import { notification } from './corruptions/told.ts';
import { acknowledgedSurvives } from './corruptions/written.ts';

/** For every check the ways to break good evidence that it must notice. */
export const corruptions: ReadonlyMap<string, Corruption[]> = new Map([
  ['lost', lost],
  ['unexpected', unexpected],
  ['undead', undead],
  ['duplicate-order', duplicateOrder],
  ['replayed-answer', replayedAnswer],
  ['stuck', stuck],
  ['transitions', transitions],
  ['reservation', reservation],
  ['stock', stock],
  ['money', money],
  ['notification', notification],
  ['inbox', inbox],
  ['log', log],
  ['queue', queue],
  ['poison', poison],
  ['replay', replay],
  ['needless', needless],
  ['waiting', waiting],
  ['drain', drain],
  ['effects', effects],
  ['captured', captured],
  ['compensated', compensated],
  ['refunded-once', refundedOnce],
  ['mailed', mailed],
  ['told', told],
  ['cancelled', cancelled],
  ['acknowledged-survives', acknowledgedSurvives],
  ['witness', witness],
]);

import { setTimeout } from 'node:timers/promises';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { holdWriteLock } from './database-locked.ts';
import type { FaultKind } from './fault.ts';

const HOLD_MS = 3000;
const LOOK_EVERY_MS = 100;

/**
 * SIGKILL of inventory while it holds messages it has not acknowledged: its store is locked, so that it can neither finish
 * nor acknowledge what it was given. Not the bench but the broker delivers a second time, from a log after a rebalance.
 *
 *   lock the store ─▶ messages in hand ─▶ SIGKILL ─▶ unlock ─▶ start ─▶ delivered again
 */
export const realRedelivery: FaultKind = {
  name: 'real-redelivery',
  title: 'Killed with letters in hand: the broker delivers them again',
  what: 'SIGKILL of inventory while it holds unacknowledged messages; the broker delivers them again',
  needs: ['hold'],
  atOnce: true,
  create({ lab, guard }) {
    const service = lab.service('inventory');
    let held = 0;
    let killed: number | null = null;
    return {
      async inject() {
        const unlock = await holdWriteLock(lab.running.dataFolder, 'inventory', guard);
        try {
          const deadline = performance.now() + HOLD_MS;
          while (performance.now() < deadline) {
            const inHand = await readGauge(lab.urls['inventory'], 'messages_in_hand').catch(() => 0);
            held = Math.max(held, inHand);
            await setTimeout(LOOK_EVERY_MS);
          }
          killed = await service.kill();
        } finally {
          await unlock();
        }
      },
      async heal() {
        await service.start();
        await lab.ready();
      },
      witness: async () =>
        held > 0 && killed !== null && service.pid !== killed
          ? `inventory had ${held} messages in hand and could not write when pid ${killed} was killed; then ${service.pid}`
          : null,
    };
  },
};

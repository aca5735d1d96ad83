import { randomUUID } from 'node:crypto';
import type { Role } from '../../common/mode.ts';
import { type FaultKind, inEveryMode } from './fault.ts';

const fed: Exclude<Role, 'analytics'>[] = ['inventory', 'orders', 'notifications'];
const envelope = { specversion: '1.0', source: 'somebody', datacontenttype: 'application/json' };

/** What a broken producer sends. */
const pills: [what: string, bytes: (id: string) => string][] = [
  ['not JSON', () => '{"specversion":'],
  ['wrong schema', (id) => JSON.stringify({ ...envelope, id, type: 'OrderPlaced', subject: id, data: { orderId: 7 } })],
  ['oversized', (id) => JSON.stringify({ ...envelope, id, type: 'OrderPlaced', data: 'x'.repeat(200_000) })],
];

/** Three pills for each service, among good orders. Proved by where they ended: parked, or refused. */
export const poison: FaultKind = {
  name: 'poison',
  what: `messages nobody can handle (${pills.map(([what]) => what).join(', ')}) for each service, under load`,
  notApplicable: inEveryMode,
  create({ lab, recorder }) {
    const refused: number[] = [];
    const taken: string[] = [];
    return {
      async inject() {
        for (const [what, bytes] of pills) {
          for (const role of fed) {
            const id = randomUUID();
            recorder.note('poison', 'invoke', id, { pill: what });
            try {
              const status = await lab.operator.inject(role, Buffer.from(bytes(id)), id);
              if (status === null) taken.push(id);
              else refused.push(status);
              if (status === null) recorder.note('poison', 'ok', id, null);
              else recorder.note('poison', 'fail', id, { status, error: `http-${status}` });
            } catch (error) {
              recorder.note('poison', 'info', id, { error: (error as Error).message });
            }
          }
        }
      },
      async heal() {},
      async witness() {
        if (refused.length > 0) return `${refused.length} pills refused with ${[...new Set(refused)].join(', ')}`;
        if (taken.length === 0) return null;
        const ids = new Set(taken);
        const parked = await lab.operator.parked();
        const found = new Set(parked.map(({ messageId }) => messageId).filter((id) => id !== null && ids.has(id)));
        return `the broker took ${taken.length} pills; it holds ${found.size} of them as dead letters`;
      },
    };
  },
};

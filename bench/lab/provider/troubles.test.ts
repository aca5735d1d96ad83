import { expect, test } from 'vitest';
import { ProviderFaults } from './provider-api.ts';
import { createTroubles } from './troubles.ts';

const faults = (some: Partial<ProviderFaults> = {}) => ProviderFaults.parse(some);
const always = () => 0;
const luckOf = (card: string) => (card === 'lucky' ? 0.9 : 0.1);

test('what is added under a name is counted under it, and goes alone', () => {
  const troubles = createTroubles(faults(), always, luckOf);
  troubles.add('slow', faults({ delayMs: 30 }));
  troubles.add('lossy', faults({ lost: 0.5, delayMs: 5 }));
  expect(troubles.delayMs()).toBe(35);
  expect(troubles.strikes('lost')).toBe(true);
  troubles.add('slow', null);
  expect(troubles.delayMs()).toBe(5);
  expect(troubles.hits()).toEqual({ slow: 1, lossy: 3 });
});

test('what it does wrong by itself is counted under nobody, and stays when all else goes', () => {
  const troubles = createTroubles(faults({ errors: 1, delayMs: 20 }), always, luckOf);
  troubles.add('worse', faults({ errors: 1 }));
  expect(troubles.strikes('errors')).toBe(true);
  troubles.add('worse', null);
  expect([troubles.strikes('errors'), troubles.delayMs()]).toEqual([true, 20]);
  expect(troubles.hits()).toEqual({ worse: 0 });
});

test('the cards of a share are declined, always the same ones, and only those that would not be without it count', () => {
  const troubles = createTroubles(faults({ declined: 0.2 }), always, luckOf);
  troubles.add('declines', faults({ declined: 0.95 }));
  expect([troubles.declines('unlucky'), troubles.declines('lucky'), troubles.declines('lucky')]).toEqual([
    true,
    true,
    true,
  ]);
  expect(troubles.hits()).toEqual({ declines: 2 });
});

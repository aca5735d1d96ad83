import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commandLine, main } from '../cli/commands.ts';
import { planTrials } from '../experiments/plan/plan.ts';
import { profiles } from '../experiments/plan/profiles.ts';
import { modeNamed } from '../modes.ts';

const COULD_NOT_RUN = 3;
let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

/** Every option of every command that takes `<n>`, but for those of which none is something to ask for. */
const mayBeNone = ['--seed', '--port', '--stock', '--throttle', '--crowd'];
const counted = commandLine([], async () => {}).commands.flatMap((command) =>
  command.options
    .filter(({ flags, long }) => /<(n|s|ms)>$/.test(flags) && !mayBeNone.includes(long ?? ''))
    .map(({ long }) => [command.name(), long ?? ''] as const),
);

test('every option that says how often, how many or how long is known to this test', () => {
  expect(counted).toContainEqual(['torment', '--seeds']);
  expect(counted.length).toBeGreaterThan(15);
});

test.each(counted)(
  '%s %s 0 is refused: a command that does nothing cannot say that every check holds',
  async (name, option) => {
    expect(await main([name, ...needed(name, option), option, '0'])).toBe(COULD_NOT_RUN);
    expect(said.join('')).toContain(option);
  },
);

/** What the command cannot do without, besides. */
function needed(name: string, option: string): string[] {
  if (name === 'trim') return ['nowhere'];
  if (name !== 'load' && name !== 'capacity') return [];
  const all = [
    ['--url', 'http://127.0.0.1:9'],
    ...(name === 'load'
      ? [
          ['--rate', '1'],
          ['--duration', '1'],
        ]
      : []),
  ];
  return all.filter(([flag]) => flag !== option).flat();
}

test.each(['0x10', '1e3', '', '-1', '1.5', 'NaN', 'Infinity', '9007199254740993'])(
  '"%s" is no whole number',
  async (text) => {
    expect(await main(['torment', `--seeds=${text}`])).toBe(COULD_NOT_RUN);
    expect(said.join('')).toContain('whole number');
  },
);

test.each([
  ['--faults', 'none,none', 'none is named twice'],
  ['--faults', 'hot-item+poison,poison+hot-item', 'is named twice'],
  ['--faults', 'poison+poison', 'poison is named twice'],
  ['--modes', 'sync-rest,sync-rest', 'sync-rest is named twice'],
  ['--faults', 'constructor', 'Known faults'],
  ['--modes', 'constructor', 'Known modes'],
  ['--modes', ',', 'at least one'],
])('failure %s %s is refused, with the reason', async (option, value, reason) => {
  expect(await main(['failure', option, value])).toBe(COULD_NOT_RUN);
  expect(said.join('')).toContain(reason);
});

test.each([
  ['latency', '--only', 'base,base'],
  ['replay', '--from', 'log,log'],
  ['ceilings', '--blocks', '0'],
])('%s %s %s is refused', async (...args) => {
  expect(await main(args)).toBe(COULD_NOT_RUN);
});

test('no two trials of a plan have one id', () => {
  const options = {
    experiments: ['failure' as const],
    profile: profiles.quick,
    modes: [modeNamed('sync-rest')],
    seed: 1,
    worth: false,
    durability: 'page-cache' as const,
    without: [],
    from: [],
    tamper: null,
  };
  expect(() => planTrials({ ...options, faults: ['none', 'none'] })).toThrow('sync-rest-failure-none');
  expect(() => planTrials({ ...options, faults: ['none', 'poison'] })).not.toThrow();
});

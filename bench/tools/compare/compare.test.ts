import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { lightSession } from '../../report/testing/light-session.ts';
import { compareMarkdown } from './compare-markdown.ts';
import { compareRuns } from './compare-runs.ts';

const seeds = Array.from({ length: 60 }, (_, seed) => seed);
const one = { modes: ['sync-rest' as const] };

test('two runs of the same system show no difference in at least 95 of 100 seeds', () => {
  const shown = seeds.filter((seed) => {
    const { outcome } = compareRuns(
      lightSession(2 * seed, { ...one, noise: 0.05 }),
      lightSession(2 * seed + 1, { ...one, noise: 0.05 }),
    );
    return outcome === 'difference';
  });
  expect(shown.length / seeds.length).toBeLessThanOrEqual(0.05);
});

test('20% slower is shown with the right sign and an interval that holds 1.2', () => {
  const [before, after] = [lightSession(12), lightSession(13, { slower: { 'sync-rest': 1.2 } })];
  const { rows, outcome } = compareRuns(before, after);
  expect(outcome).toBe('difference');
  const [p50, cost] = rows.filter(({ mode }) => mode === 'sync-rest');
  expect(p50?.result).toBe('greater');
  expect(p50?.interval?.low).toBeLessThan(1.2);
  expect(p50?.interval?.high).toBeGreaterThan(1.2);
  expect(cost?.result).toBe('smaller');
  expect(rows.filter(({ mode, result }) => mode !== 'sync-rest' && result !== 'no difference shown')).toEqual([]);
  expect(compareMarkdown([before], [after], compareRuns(before, after), false)).toMatch(
    /\*\*sync-rest in B is slower than in A\*\*: completion p50 1\.\d\d \(95% interval/,
  );
});

test.each<[string, (run: RunFile) => void]>([
  ['durability tier', (run) => Object.assign(run, { durability: 'fsync' })],
  ['runtime', (run) => Object.assign(run, { runtime: 'docker' })],
  ['host', (run) => Object.assign(run.host, { cores: 8 })],
  ['host', (run) => Object.assign(run.host, { cpu: 'Another CPU' })],
  ['node', (run) => Object.assign(run.versions, { node: '26.0.0' })],
  ['kafka', (run) => Object.assign(run.versions, { kafka: '4.4.0' })],
  ['profile', (run) => Object.assign(run, { profile: 'full' })],
  ['load of sync-rest', (run) => run.trials.forEach(({ load }) => Object.assign(load ?? {}, { ratePerSecond: 200 }))],
  ['protections switched off', (run) => run.without.push('outbox')],
  ['work in inventory', (run) => Object.assign(run, { work: { time: '20ms', concurrency: 8 } })],
])('another %s is refused by name, and loud above every table when printed anyway', (what, change) => {
  const [a, b] = [lightSession(1), structuredClone(lightSession(2))];
  change(b);
  const compared = compareRuns(a, b);
  expect(compared.outcome).toBe('not comparable');
  expect(compared.refusals[0]).toContain(`${what}: A `);
  expect(compareMarkdown([a], [b], compared, false)).not.toContain('## completion p50');
  const sections = compareMarkdown([a], [b], compared, true).split(/^## /m).slice(1);
  expect(sections).toHaveLength(2);
  for (const section of sections) expect(section).toContain('NOT COMPARABLE');
});

test('a session that is void by its own A/A control shows nothing, and says so', () => {
  const noisy = lightSession(1, { base: 1.3, slower: { 'sync-rest': 2 } });
  const compared = compareRuns(noisy, lightSession(2));
  expect(compared.outcome).toBe('inconclusive');
  expect(compareMarkdown([noisy], [lightSession(2)], compared, false)).toContain(
    'Nothing shown: session A is void, its A/A control',
  );
});

test('runs without an A/A control show nothing, and say why', () => {
  const bare = lightSession(2, { slower: { 'sync-rest': 2 } });
  bare.trials = bare.trials.filter(({ variation }) => variation?.kind !== 'again');
  const { outcome, rows } = compareRuns(lightSession(1), bare);
  expect(outcome).toBe('inconclusive');
  expect(rows[0]?.because).toContain('run B has fewer than 3 A/A pairs');
});

test('a run that was slowed on purpose is named as such and its slowdown is shown', () => {
  const slowed = { ...lightSession(2, { ...one, base: 1.2 }), slowed: { mode: 'sync-rest' as const, factor: 1.2 } };
  const compared = compareRuns(lightSession(1, one), slowed);
  expect(compared.rows[0]?.result).toBe('greater');
  expect(compareMarkdown([lightSession(1, one)], [slowed], compared, false)).toContain(
    'Run B was slowed on purpose: sync-rest by a factor of 1.2',
  );
});

test('a commit and a setting that differ are told and not refused', () => {
  const [a, b] = [lightSession(1), structuredClone(lightSession(2))];
  b.git.commit = 'fedcba9876543210';
  Object.assign(b.fairness[6]?.values ?? {}, { 'streaming-kafka': '12' });
  const { refusals, notes } = compareRuns(a, b);
  expect(refusals).toEqual([]);
  expect(notes.join('\n')).toMatch(/commit: A 0123456789ab, B fedcba987654[\s\S]*setting partitions/);
});

test('a mode in one run alone is left out by name; without a common one nothing is compared', () => {
  const { modes, notes } = compareRuns(lightSession(1), lightSession(2, one));
  expect(modes).toEqual(['sync-rest']);
  expect(notes).toContain('streaming-kafka is in one run alone and is left out');
  expect(compareRuns(lightSession(1, { modes: ['async-rabbitmq'] }), lightSession(2, one)).outcome).toBe(
    'not comparable',
  );
});

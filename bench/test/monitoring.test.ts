import { expect, test } from 'vitest';
import { createMetrics } from '../../common/observe/metrics.ts';
import { modeFolders, read } from './sources.ts';

interface Dashboard {
  title: string;
  panels: { type: string; title: string; targets?: { expr: string }[] }[];
}
const dashboards = modeFolders.map((folder) => JSON.parse(read(`${folder}/dashboard.json`)) as Dashboard);
const expressions = dashboards.flatMap(({ title, panels }) =>
  panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => ({ where: title, expr }))),
);
const alerts = read('monitoring/alerts.yml');
const rules = [...alerts.matchAll(/expr: (?:>-\n)?([\s\S]*?)\n {8}\w+:/g)].map(([, expr = '']) => ({
  where: 'alerts',
  expr,
}));

/** Names of metrics in a PromQL expression: words that are followed by neither `(` nor a grouping. */
const metricsIn = (expr: string) =>
  [...expr.replace(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|on) \([^)]*\)|"[^"]*"/g, ' ').matchAll(/\b[a-z][a-z0-9_]+\b(?! *\()/g)]
    .map(([name]) => name)
    .filter((name) => !['and', 'or', 'offset', 'by', 'on'].includes(name));

async function served(): Promise<Set<string>> {
  const { registry } = createMetrics('any');
  const metrics = await registry.getMetricsAsJSON();
  return new Set(
    metrics.flatMap(({ name, type }) =>
      String(type) === 'histogram' ? [`${name}_count`, `${name}_sum`, `${name}_bucket`] : [name],
    ),
  );
}

test('dashboards and alerts ask for metrics that the services or their surroundings have', async () => {
  const known = await served();
  const asked = [...expressions, ...rules].flatMap(({ where, expr }) =>
    metricsIn(expr).map((metric) => ({ where, metric })),
  );
  expect(rules.length).toBe(alerts.match(/- alert:/g)?.length);
  expect(asked.length).toBeGreaterThan(40);
  const missing = asked.filter(
    ({ metric }) => !known.has(metric) && metric !== 'up' && !metric.startsWith('rabbitmq_detailed_queue_'),
  );
  expect(missing).toEqual([]);
});

test('every dashboard asks the same three questions', () => {
  for (const { title, panels } of dashboards) {
    const rows = panels.filter(({ type }) => type === 'row').map((row) => row.title);
    expect([title, ...rows]).toEqual([title, 'Is it up?', 'Is it keeping up?', 'What is lost or parked?']);
  }
});

test('every alert is tried: once silent and once firing', () => {
  const tried = read('monitoring/alerts.test.yml');
  for (const [, name] of alerts.matchAll(/- alert: (\w+)/g)) {
    expect(tried).toMatch(new RegExp(`alertname: ${name}, eval_time`));
    expect(tried).toMatch(new RegExp(`- alertname: ${name}\\n +eval_time: \\d+m\\n +exp_alerts:`));
  }
});

test.each([...modeFolders])('%s: Prometheus asks every service that is in its docker-compose.yml', (folder) => {
  const services = [...read(`${folder}/docker-compose.yml`).matchAll(/^ {2}(\w+-service):$/gm)].map(([, name]) => name);
  const asked = [...read(`${folder}/prometheus.yml`).matchAll(/(\w+-service):8080/g)].map(([, name]) => name);
  expect(services.length).toBeGreaterThanOrEqual(3);
  expect(new Set(asked)).toEqual(new Set(services));
});

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../common/observe/metrics.ts';
import { modeFolders, read } from './sources.ts';

interface Dashboard {
  title: string;
  panels: {
    id: number;
    type: string;
    title: string;
    gridPos: { x: number; y: number };
    targets?: { expr: string }[];
  }[];
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
    .filter((name) => !['and', 'or', 'unless', 'offset', 'by', 'on'].includes(name));

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

test('every dashboard shows what becomes of money and mail', () => {
  for (const { title, panels } of dashboards) {
    const shown = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => metricsIn(expr)));
    expect(shown, title).toEqual(
      expect.arrayContaining(['payments_total', 'refunds_total', 'deliveries_waiting', 'deliveries_total']),
    );
  }
});

test('no two panels of a dashboard lie upon one another, or have one id', () => {
  for (const { title, panels } of dashboards) {
    const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
    expect(new Set(places).size, title).toBe(panels.length);
    expect(new Set(panels.map(({ id }) => id)).size, title).toBe(panels.length);
  }
});

interface Scraping {
  rule_files: string[];
  scrape_configs: { job_name: string; authorization?: unknown; static_configs: { targets: string[] }[] }[];
}
const scrapingOf = (path: string) => parse(read(path)) as Scraping;

test.each([...modeFolders])(
  '%s: where there is a whole shop Prometheus asks the same and all that came with it',
  (folder) => {
    const [plain, shop] = [scrapingOf(`${folder}/prometheus.yml`), scrapingOf(`${folder}/prometheus.shop.yml`)];
    const targets = ({ scrape_configs: jobs }: Scraping, job: string) =>
      jobs.flatMap(({ job_name: name, static_configs: asked }) =>
        name === job ? asked.flatMap((one) => one.targets) : [],
      );
    const came = ['payment-service:8080', 'customers-service:8080'];
    expect(targets(shop, 'services')).toEqual([...targets(plain, 'services'), ...came]);
    expect(targets(shop, 'gateway')).toEqual(['gateway:8404']);
    expect(read(`${folder}/docker-compose.shop.yml`)).toContain('GATEWAY_METRICS: "*:8404"');
    const others = ({ scrape_configs: jobs }: Scraping) =>
      jobs.filter(({ job_name: name }) => !['services', 'gateway'].includes(name));
    expect(others(shop)).toEqual(others(plain));
    expect(shop.rule_files).toEqual(plain.rule_files);
    expect(shop.scrape_configs.find(({ job_name: name }) => name === 'services')?.authorization).toEqual({
      credentials_file: '/run/passwords/metrics/token',
    });
  },
);

test.each([...modeFolders])('%s: Prometheus asks every service that is in its docker-compose.yml', (folder) => {
  const services = [...read(`${folder}/docker-compose.yml`).matchAll(/^ {2}(\w+-service):$/gm)].map(([, name]) => name);
  const asked = [...read(`${folder}/prometheus.yml`).matchAll(/(\w+-service):8080/g)].map(([, name]) => name);
  expect(services.length).toBeGreaterThanOrEqual(3);
  expect(new Set(asked)).toEqual(new Set(services));
});

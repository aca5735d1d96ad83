import { createMetrics } from '../../../common/observe/metrics.ts';
import { brokerKinds } from '../../brokers/brokers.ts';
import { page, table } from './markdown.ts';

/** A metric as prom-client holds it; its types hide all but the values. */
interface Registered {
  name: string;
  help: string;
  labelNames: string[];
}

/** Every metric as a service registers it: those of ours first, then what prom-client tells of any Node process. */
export function metricsPage(): string {
  const all = createMetrics('docs').registry.getMetricsAsArray() as unknown as Registered[];
  const ofProcess = (name: string) => /^(process|nodejs)_/.test(name);
  const rows = (wanted: (name: string) => boolean) =>
    all
      .filter(({ name }) => wanted(name))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((metric) => [
        `\`${metric.name}\``,
        metric.constructor.name.toLowerCase(),
        metric.labelNames.map((label) => `\`${label}\``).join(', '),
        metric.help,
      ]);
  const head = ['metric', 'kind', 'labels', 'what it tells'];
  return page(
    'Metrics of a service',
    'Served at `/metrics` by every service of every mode; each has the label `service`. Rates, errors and durations: ' +
      '`http_request_duration_seconds` per route, `message_handler_duration_seconds` and `messages_handled_total` per ' +
      `consumer.${brokerKinds.map(({ container }) => (container.metrics ? ` ${container.metrics}` : '')).join('')}`,
    table(
      head,
      rows((name) => !ofProcess(name)),
    ),
    '## Of the process',
    table(head, rows(ofProcess)),
  );
}
